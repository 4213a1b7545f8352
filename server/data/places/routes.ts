import { importedPlaces } from '../../contract/importedPlaces.ts'
import { dataNoteText, plainFormat } from '../../contract/noteText.ts'
import { cityParams, placesQuery } from '../../contract/params.ts'
import { bytesOfFile, fileBody } from '../../http/fileBody.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks } from '../../http/routeCost.ts'
import { jsonType, sendBytes } from '../../http/sendBytes.ts'
import { runTask } from '../../threads/threads.ts'
import { importPlaces } from './importPlaces.ts'
import { parsePlaceMap } from './placeColumns.ts'
import { placesOf } from './readPlaceBytes.ts'
import { tasks } from './tasks.ts'

/** Some 20,000 estates with their outlines; what is larger is imported by the command. */
const mostBytes = 16 * 1024 * 1024
/** About as many bytes of text as a cell's work elsewhere. */
const bytesACell = 50

/** The same door as `shapan import --kind`. */
export function placeImportRoutes(app: ApiApp, { database }: RouteContext): void {
  app.post(
    '/api/cities/:city/places',
    {
      bodyLimit: mostBytes,
      config: { cost: byTasks(tasks.readPlaceBytes), body: { isFile: true } },
      schema: {
        tags: ['cities'],
        summary: 'Import units, barriers or crossings of one kind from a GeoJSON or CSV file',
        description:
          'All of the file that can be read takes the place of what the city has of the kind, or with `merge` goes beside it. The first rows that were refused are in the answer, with the reason of each. Of CSV, which holds points, the columns are found as `shapan import` finds them; `map` names them.',
        params: cityParams,
        querystring: placesQuery,
        ...fileBody,
        response: { 200: importedPlaces, ...problems(404, 409, 422) },
      },
    },
    async ({ params, query, body }, reply) => {
      const bytes = bytesOfFile(body)
      const { kind, crs, merge, reach, map = '', maxRejected, name = 'upload' } = query
      const { warnings, rejects, ...summary } = await importPlaces(database, params.city, bytes, {
        ...{ kind, crs, sourceName: name, columnMap: parsePlaceMap(map) },
        isMerged: merge,
        reachM: reach,
        maxRejectedShare: maxRejected,
        read: async (_, options) =>
          placesOf(await runTask(tasks.readPlaceBytes, { bytes, options }, bytes.length / bytesACell)),
      })
      const said = warnings.map((note) => ({ ...note, text: dataNoteText(note, 'en', plainFormat) }))
      const answer = { ...summary, rejects: rejects.first, warnings: said }
      return sendBytes(reply, jsonType, Buffer.from(JSON.stringify(answer)))
    },
  )
}
