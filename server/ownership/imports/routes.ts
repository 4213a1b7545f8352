import { dataNoteText, plainFormat } from '../../contract/noteText.ts'
import { importedAssignment, importedOwners } from '../../contract/ownerImports.ts'
import { assignmentImportQuery, cityParams, ownerImportQuery } from '../../contract/params.ts'
import { parseMapOf } from '../../data/places/placeColumns.ts'
import { bytesOfFile, rowsBody } from '../../http/fileBody.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks } from '../../http/routeCost.ts'
import { actingOf } from '../../life/actingOf.ts'
import { tasks as rowTasks } from '../rows/tasks.ts'
import { assignmentKeys } from './assignmentColumns.ts'
import { importAssignment } from './importAssignment.ts'
import { type ImportedOwners, importOwners } from './importOwners.ts'
import { ownerKeys } from './ownerColumns.ts'
import { tasks } from './tasks.ts'

/** Some 100,000 rows; what is larger is imported by the command. */
const mostBytes = 16 * 1024 * 1024

/** Owners of many that come as a file, and today's assignment of a city. */
export function ownerImportRoutes(app: ApiApp, context: RouteContext): void {
  ownersRoute(app, context)
  assignmentRoute(app, context)
}

function ownersRoute(app: ApiApp, { database, clock }: RouteContext): void {
  app.post(
    '/api/cities/:city/owner-imports',
    {
      bodyLimit: mostBytes,
      config: { cost: byTasks(tasks.readOwnerFile, rowTasks.layRows), body: { isFile: true } },
      schema: {
        tags: ['ownership'],
        summary: 'Propose owners from a file as one change',
        description:
          'CSV, or NDJSON with an object a line: a row names a customer, an account or a unit, its owner, from when until when and why. Rows that cannot be are refused one by one, with line and reason; of what is left one change is proposed, which is decided as a whole. Above a share of refused rows nothing of the file counts.',
        params: cityParams,
        querystring: ownerImportQuery,
        ...rowsBody,
        response: { 201: importedOwners, ...problems(404, 409, 422) },
      },
    },
    async ({ params, query, body, actor, ip }, reply) => {
      const { map = '', maxRejected, name = 'upload', from, reason, replace } = query
      const imported = await importOwners(
        database,
        params.city,
        bytesOfFile(body),
        {
          ...{
            sourceName: name,
            columnMap: parseMapOf(
              ownerKeys.map(({ key }) => key),
              map,
            ),
            maxRejectedShare: maxRejected,
          },
          ...{ from, reason, replace },
        },
        actingOf({ actor, ip }, clock()),
      )
      return await reply.code(201).send(shown(imported))
    },
  )
}

function assignmentRoute(app: ApiApp, { database, clock }: RouteContext): void {
  app.post(
    '/api/cities/:city/assignment-imports',
    {
      bodyLimit: mostBytes,
      config: {
        cost: byTasks(tasks.readAssignmentFile, tasks.drawAssignment),
        body: { isFile: true },
      },
      schema: {
        tags: ['ownership'],
        summary: "Make a draft plan, owners and disputes of today's assignment",
        description:
          'CSV, or NDJSON with an object a line: a row says in which grid an account, a unit or a customer is today. Each cell goes to the grid in which most of its customers are, as far as that grid hangs together; whoever the plan has elsewhere is proposed as an owner, and who is named in several grids, or loses a cell to one with as many customers, is disputed. Nothing holds until plan and owners are decided. `rowsRead` = `rows.plan` + `rows.owners` + `rows.disputed` + `rowsRejected`.',
        params: cityParams,
        querystring: assignmentImportQuery,
        ...rowsBody,
        response: { 201: importedAssignment, ...problems(404, 409, 422) },
      },
    },
    async ({ params, query, body, actor, ip }, reply) => {
      const { map = '', maxRejected, name = 'upload', from, reason, division } = query
      const columnMap = parseMapOf(
        assignmentKeys.map((one) => one.key),
        map,
      )
      const imported = await importAssignment(
        database,
        params.city,
        bytesOfFile(body),
        { ...{ sourceName: name, columnMap, maxRejectedShare: maxRejected }, ...{ from, reason, division } },
        actingOf({ actor, ip }, clock()),
      )
      return await reply.code(201).send(shown(imported))
    },
  )
}

/** As the API shows it. */
function shown<T extends Pick<ImportedOwners, 'rejects' | 'warnings'>>({ rejects, warnings, ...imported }: T) {
  return {
    ...imported,
    rejects: [...rejects.first],
    warnings: warnings.map((note) => ({ ...note, text: dataNoteText(note, 'en', plainFormat) })),
  }
}
