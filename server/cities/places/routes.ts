import { accountCollection } from '../../contract/accounts.ts'
import { outletCollection } from '../../contract/outlets.ts'
import { cityParams, unitsQuery } from '../../contract/params.ts'
import { unitKinds } from '../../contract/placeKinds.ts'
import { barrierCollection, unitCollection } from '../../contract/places.ts'
import { answer, geojsonType, problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { asStored, byTasks } from '../../http/routeCost.ts'
import { sendBytes } from '../../http/sendBytes.ts'
import { runTask } from '../../threads/threads.ts'
import { findCity } from '../store.ts'
import { barriersText, sitesText, unitsText } from './store.ts'
import { tasks } from './tasks.ts'

/** About as many bytes of text as a cell's work elsewhere. */
const bytesACell = 50

/** What a city's planners may keep whole, what they may take for borders, and their lists of outlets and accounts. */
export function placeRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/cities/:city/units',
    {
      config: { cost: byTasks(tasks.unitsGeojson) },
      schema: {
        tags: ['cities'],
        summary: 'Estates, parks and other units that a plan may keep whole, with their cells, as GeoJSON',
        params: cityParams,
        querystring: unitsQuery,
        response: { 200: answer(geojsonType, unitCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params, query }, reply) => {
      const { city_id: cityId, cell_count: cellCount } = await findCity(database.kysely, params.city)
      const text = await unitsText(database.kysely, cityId, query.kinds ?? unitKinds)
      return sendBytes(
        reply,
        geojsonType,
        await runTask(tasks.unitsGeojson, { text }, cellCount + text.length / bytesACell),
      )
    },
  )

  app.get(
    '/api/cities/:city/barriers',
    {
      config: { cost: asStored },
      schema: {
        tags: ['cities'],
        summary: 'Rivers, railways, expressways and their crossings, with the neighbours they part or join, as GeoJSON',
        params: cityParams,
        response: { 200: answer(geojsonType, barrierCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return sendBytes(reply, geojsonType, Buffer.from(await barriersText(database.kysely, cityId)))
    },
  )

  app.get(
    '/api/cities/:city/outlets',
    {
      config: { cost: asStored },
      schema: {
        tags: ['cities'],
        summary: 'Own and social outlets, each with the cell it stands in, as GeoJSON',
        params: cityParams,
        response: { 200: answer(geojsonType, outletCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return sendBytes(reply, geojsonType, Buffer.from(await sitesText(database.kysely, cityId, 'outlet')))
    },
  )

  app.get(
    '/api/cities/:city/accounts',
    {
      config: { cost: asStored },
      schema: {
        tags: ['cities'],
        summary: 'Sites of key and listed accounts, each with the cell it stands in, as GeoJSON',
        params: cityParams,
        response: { 200: answer(geojsonType, accountCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return sendBytes(reply, geojsonType, Buffer.from(await sitesText(database.kysely, cityId, 'account')))
    },
  )
}
