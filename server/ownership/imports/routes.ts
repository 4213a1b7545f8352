import { dataNoteText, plainFormat } from '../../contract/noteText.ts'
import { importedOwners } from '../../contract/ownerImports.ts'
import { cityParams, ownerImportQuery } from '../../contract/params.ts'
import { parseMapOf } from '../../data/places/placeColumns.ts'
import { bytesOfFile, rowsBody } from '../../http/fileBody.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks } from '../../http/routeCost.ts'
import { actingOf } from '../../life/actingOf.ts'
import { tasks as rowTasks } from '../rows/tasks.ts'
import { type ImportedOwners, importOwners } from './importOwners.ts'
import { ownerKeys } from './ownerColumns.ts'
import { tasks } from './tasks.ts'

/** Some 100,000 rows; what is larger is imported by the command. */
const mostBytes = 16 * 1024 * 1024

/** Owners of many that come as a file. */
export function ownerImportRoutes(app: ApiApp, { database, clock }: RouteContext): void {
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

/** As the API shows it. */
function shown({ rejects, warnings, ...imported }: ImportedOwners) {
  return {
    ...imported,
    rejects: [...rejects.first],
    warnings: warnings.map((note) => ({ ...note, text: dataNoteText(note, 'en', plainFormat) })),
  }
}
