import { areaCollection } from '../contract/areas.ts'
import { city, cityList } from '../contract/cities.ts'
import { districtCollection } from '../contract/geojson.ts'
import { areasQuery, cityParams, districtsQuery } from '../contract/params.ts'
import { answer, geojsonType, problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { asStored, small } from '../http/routeCost.ts'
import { sendBytes } from '../http/sendBytes.ts'
import { areasText } from './areaStore.ts'
import { adminAreasText, findCity, getCity, listCities } from './store.ts'

export function cityRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/cities',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'All cities, each with its current snapshot',
        response: { 200: cityList },
      },
    },
    async () => ({ cities: await listCities(database.kysely) }),
  )

  app.get(
    '/api/cities/:city',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'One city',
        params: cityParams,
        response: { 200: city, ...problems(404) },
      },
    },
    async ({ params }) => await getCity(database.kysely, params.city),
  )

  app.get(
    '/api/cities/:city/districts',
    {
      config: { cost: asStored },
      schema: {
        tags: ['cities'],
        summary: 'Administrative areas of one level, as GeoJSON',
        params: cityParams,
        querystring: districtsQuery,
        response: { 200: answer(geojsonType, districtCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params, query }, reply) => {
      const areas = await adminAreasText(database.kysely, params.city, query.level)
      return await reply.header('content-type', geojsonType).send(Buffer.from(areas))
    },
  )

  app.get(
    '/api/cities/:city/areas',
    {
      config: { cost: asStored },
      schema: {
        tags: ['cities'],
        summary:
          'Districts, subdistricts or communities with their cells counted and the file they came from, as GeoJSON',
        params: cityParams,
        querystring: areasQuery,
        response: { 200: answer(geojsonType, areaCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params, query }, reply) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return sendBytes(reply, geojsonType, Buffer.from(await areasText(database.kysely, cityId, query.level)))
    },
  )
}
