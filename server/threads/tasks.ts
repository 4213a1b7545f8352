import { buildCity } from '../cities/buildCity.ts'
import { cityLinksJson } from '../cities/links/describeLinks.ts'
import { cellsBinary } from '../data/cellsBinary.ts'
import { gridsJson } from '../grids/gridsGeojson.ts'
import { resolveOwners } from '../ownership/resolveOwners.ts'
import { applyCommand } from '../plans/applyCommand.ts'
import { buildAdjacency } from '../plans/buildAdjacency.ts'
import { commandLogJson } from '../plans/commandLog.ts'
import { planDetailJson } from '../plans/planDetail.ts'
import { readCommand } from '../plans/readCommand.ts'
import { checkPlan } from '../plans/recount/check.ts'
import { reportBody } from '../reports/reportBody.ts'

/** What threads can be asked to do: functions of plain data, none of which knows the database. */
export const tasks: { readonly [K in TaskName]: (input: Input<K>) => Output<K> } = {
  applyCommand,
  buildAdjacency,
  buildCity,
  cellsBinary,
  checkPlan,
  cityLinksJson,
  commandLogJson,
  gridsJson,
  planDetailJson,
  readCommand,
  reportBody,
  resolveOwners,
}

interface Functions {
  applyCommand: typeof applyCommand
  buildAdjacency: typeof buildAdjacency
  buildCity: typeof buildCity
  cellsBinary: typeof cellsBinary
  checkPlan: typeof checkPlan
  cityLinksJson: typeof cityLinksJson
  commandLogJson: typeof commandLogJson
  gridsJson: typeof gridsJson
  planDetailJson: typeof planDetailJson
  readCommand: typeof readCommand
  reportBody: typeof reportBody
  resolveOwners: typeof resolveOwners
}

export type TaskName = keyof Functions
export type Input<K extends TaskName> = Parameters<Functions[K]>[0]
export type Output<K extends TaskName> = ReturnType<Functions[K]>
