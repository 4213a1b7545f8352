import { findCity } from '../cities/store.ts'
import { citySettings } from '../contract/citySettings.ts'
import { cityParams } from '../contract/params.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { small } from '../http/routeCost.ts'
import { actingOf } from './actingOf.ts'
import { readSettings, setSettings } from './citySettings.ts'

/** What a city goes by in what it decides. */
export function settingsRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/cities/:city/settings',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'What the city goes by in what it decides',
        params: cityParams,
        response: { 200: citySettings, ...problems(404) },
      },
    },
    async ({ params }) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return await readSettings(database.kysely, cityId)
    },
  )

  app.put(
    '/api/cities/:city/settings',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: "Set the city's settings, for what comes from now on",
        params: cityParams,
        body: citySettings,
        response: { 200: citySettings, ...problems(404) },
      },
    },
    async ({ params, body, actor, ip }) =>
      await setSettings(database, params.city, body, actingOf({ actor, ip }, clock())),
  )
}
