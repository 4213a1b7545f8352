import { describe, expect, it } from 'vitest'
import { valuesOf } from '../../../../partition/index.ts'
import { createCore } from '../../../../web/session/core.ts'
import { createSaving } from '../../../../web/session/saving.ts'
import { createSnapshots } from '../../../../web/session/snapshots.ts'
import { openTownPlan, snapshotOfTown, stripes } from '../model/town.ts'
import { type Answer, serveFrom, takeBackBrowser, town, townAnswers } from './townServer.ts'

const all = { city: 'town', division: 'all' }
const never = () => new Promise<never>(() => {})

function openPlan(changed: Record<string, Answer> = {}) {
  const { asked } = serveFrom({ ...townAnswers(), ...changed })
  const core = createCore('me')
  const plan = openTownPlan(town, stripes(town))
  const nothing = (): void => {}
  const whenFree = () => Promise.resolve()
  const server = { post: never, readLog: never, whenFree }
  core.open = { plan, saving: createSaving({ plan, ...server, onChange: nothing, onAside: nothing, onLost: nothing }) }
  core.store.set({ model: town })
  core.refresh()
  const reads = () => asked.filter((path) => path.includes('/cells')).length
  return { core, plan, reads, snapshots: createSnapshots(core) }
}

describe('the data of a city', () => {
  takeBackBrowser()

  it('is read once, of the last few that are looked at', async () => {
    const { snapshots, reads } = openPlan()
    const first = await snapshots.read(all, 2)
    expect(await snapshots.read(all, 2)).toBe(first)
    expect(reads()).toBe(1)
    for (let kept = 10; kept < 14; kept++) snapshots.keep(all, snapshotOfTown(town, kept))
    await snapshots.read(all, 2)
    expect(reads()).toBe(2)
    snapshots.keep({ city: 'other', division: 'all' }, snapshotOfTown(town, 1))
    await snapshots.read(all, 2)
    expect(reads()).toBe(3)
  })

  it('is of each division for itself, and read anew once divisions have other segments', async () => {
    const cells = townAnswers()['/api/cities/town/cells?format=binary&division=all&snapshot=2']!
    const { snapshots, reads } = openPlan({
      '/api/cities/town/cells?format=binary&division=business&snapshot=2': cells,
    })
    const business = { city: 'town', division: 'business' }
    const before = await snapshots.read(all, 2)
    expect(await snapshots.read(business, 2)).not.toBe(before)
    expect(await snapshots.read(all, 2)).toBe(before)
    expect(reads()).toBe(2)
    snapshots.forget()
    expect(await snapshots.read(all, 2)).not.toBe(before)
    expect(reads()).toBe(3)
  })

  it('is what the open plan is looked at with, which stays of its own', async () => {
    const { core, plan, snapshots } = openPlan()
    const own = core.store.get().grids.map(({ figures }) => figures.customers)
    const looking = snapshots.lookWith(2)
    expect(core.store.get().isReadingData).toBe(true)
    await looking
    const { snapshot, grids, isReadingData } = core.store.get()
    expect([snapshot?.snapshotId, isReadingData, plan.detail.snapshotId]).toEqual([2, false, 1])
    const customers = valuesOf(snapshotOfTown(town, 2).facts, 'customers')
    const sums = [1, 2, 3].map((grid) =>
      stripes(town).reduce((sum, of, cell) => (of === grid ? sum + customers[cell]! : sum), 0),
    )
    expect(grids.map((row) => row.figures.customers)).toEqual(sums)
    expect(sums).not.toEqual(own)
  })

  it('stays as it was where other data cannot be read, and says so', async () => {
    const { core, snapshots } = openPlan()
    const before = core.store.get().grids
    await snapshots.lookWith(9)
    expect(core.store.get()).toMatchObject({ notice: { kind: 'data-unread' }, isReadingData: false })
    expect(core.store.get().grids).toBe(before)
  })

  it('is asked for anew, and an answer for a city that was left is dropped', async () => {
    const { core, snapshots } = openPlan()
    await snapshots.refresh()
    expect(core.store.get().snapshots).toMatchObject({ currentSnapshotId: 2 })
    core.store.set({ snapshots: null })
    const asking = snapshots.refresh()
    core.store.set({ model: null })
    await asking
    expect(core.store.get().snapshots).toBeNull()
  })
})
