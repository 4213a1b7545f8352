import { expect, it } from 'vitest'
import { createCore } from '../../../../web/session/core.ts'
import { createPlaces } from '../../../../web/session/places.ts'
import { firstHidden } from '../../../../web/session/state.ts'
import { barrier, outlet, site, unit } from '../model/placeBuilders.ts'
import { serveFrom, takeBackBrowser, town } from './townServer.ts'

takeBackBrowser()

const collection = (...features: object[]) => ({ type: 'FeatureCollection', features })
const path = '/api/cities/town/units'
const answers = {
  [path]: collection(unit('estate', 'E', []), unit('park', 'P', [[1, 2]])),
  [`${path}?kinds=estate`]: collection(unit('estate', 'E', [[1, 2]])),
  '/api/cities/town/districts?level=subdistrict': collection({ id: '330101001', properties: { name: '一街' } }),
  '/api/cities/town/rules': { rules: { keepWhole: ['estate'] }, revision: 1, changedAt: null },
  '/api/cities/town/outlets': collection(outlet('O1', 'own')),
  '/api/cities/town/accounts': collection(site('G1', 'listed')),
  '/api/cities/town/barriers': collection(barrier('river', 'R', [1, 2])),
}

const reads = [
  path,
  ...['barriers', 'outlets', 'accounts', 'districts?level=subdistrict', 'rules'].map(
    (what) => `/api/cities/town/${what}`,
  ),
].map((one) => `GET ${one}`)

function open(served: Parameters<typeof serveFrom>[0]) {
  const { asked } = serveFrom(served)
  const core = createCore('me')
  core.store.set({ model: town })
  return { asked, core, places: createPlaces(core) }
}

it('reads what a city has once, and shows them all', async () => {
  const { asked, core, places } = open(answers)
  expect(asked).toEqual([])
  await places.read()
  await places.read()
  expect(asked).toEqual(reads)
  const { units, shownUnits, barriers, sites } = core.store.get()
  expect([units?.units.length, shownUnits, barriers?.barriers.length]).toEqual([2, units, 1])
  expect(core.store.get().subdistricts).toHaveLength(1)
  expect(core.store.get().cityRules).toEqual({ keepWhole: ['estate'] })
  expect([...sites!.layers.keys()]).toEqual(['own-outlet', 'listed-account'])
})

it('says where they cannot be read, and asks again the next time', async () => {
  const { asked, core, places } = open({ [path]: { problem: 'city-not-found' } })
  await places.read()
  expect(core.store.get()).toMatchObject({ units: null, notice: { kind: 'data-unread' } })
  await places.read()
  expect(asked).toHaveLength(2 * reads.length)
})

it('drops what comes of a city that was left meanwhile', async () => {
  const { core, places } = open(answers)
  const reading = places.read()
  core.store.set({ model: null })
  await reading
  expect(core.store.get().units).toBeNull()
})

it('asks who holds a cell among the kinds that are shown, each set of them once', async () => {
  const { asked, core, places } = open(answers)
  await places.read()
  const holder = () => core.store.get().shownUnits?.unitAt(1)?.properties.code
  expect(holder()).toBe('P')
  await places.showLayer('park', false)
  expect(holder()).toBe('E')
  await places.showLayer('park', true)
  expect(holder()).toBe('P')
  await places.showLayer('park', false)
  expect(asked).toEqual([...reads, `GET ${path}?kinds=estate`])
  await places.showLayer('river', false)
  expect(core.store.get().hiddenLayers).toEqual([...firstHidden, 'park', 'river'])
})

it('holds the units of a preview among the kinds that are kept whole', async () => {
  const { core, places } = open(answers)
  await places.read()
  await places.preview({ keepWhole: ['estate', 'campus'], barriers: [], layers: [] })
  expect(core.store.get().previewUnits?.unitAt(1)?.properties.code).toBe('E')
  await places.preview(null)
  expect(core.store.get()).toMatchObject({ rulePreview: null, previewUnits: null })
})
