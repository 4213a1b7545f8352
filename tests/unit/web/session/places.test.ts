import { expect, it } from 'vitest'
import { createCore } from '../../../../web/session/core.ts'
import { createPlaces } from '../../../../web/session/places.ts'
import { serveFrom, takeBackBrowser, town } from './townServer.ts'

takeBackBrowser()

const path = '/api/cities/town/units'
const answer = { type: 'FeatureCollection', features: [] }

function open(answers: Parameters<typeof serveFrom>[0]) {
  const { asked } = serveFrom(answers)
  const core = createCore('me')
  core.store.set({ model: town })
  return { asked, core, places: createPlaces(core) }
}

it("reads a city's units once, when they are asked for", async () => {
  const { asked, core, places } = open({ [path]: answer })
  expect(asked).toEqual([])
  await places.readUnits()
  await places.readUnits()
  expect(asked).toEqual([`GET ${path}`])
  expect(core.store.get().units?.units).toEqual([])
})

it('says where they cannot be read, and asks again the next time', async () => {
  const { asked, core, places } = open({ [path]: { problem: 'city-not-found' } })
  await places.readUnits()
  expect(core.store.get()).toMatchObject({ units: null, notice: { kind: 'data-unread' } })
  await places.readUnits()
  expect(asked).toHaveLength(2)
})

it('drops what comes of a city that was left meanwhile', async () => {
  const { core, places } = open({ [path]: answer })
  const reading = places.readUnits()
  core.store.set({ model: null })
  await reading
  expect(core.store.get().units).toBeNull()
})
