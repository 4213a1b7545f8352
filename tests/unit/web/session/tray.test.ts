import { describe, expect, it } from 'vitest'
import { createCore } from '../../../../web/session/core.ts'
import { createEditing } from '../../../../web/session/editing.ts'
import { createSaving } from '../../../../web/session/saving.ts'
import { createTray } from '../../../../web/session/tray.ts'
import { createUnsavedStorage } from '../../../../web/session/unsavedStorage.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { borderCell, openTownPlan, smallTown, stripes } from '../model/town.ts'
import { memoryStorage } from './memoryStorage.ts'

const model = smallTown()
const before = stripes(model)
const never = () => new Promise<never>(() => {})

/** An open plan whose server never answers. */
function openTray(options: { locked?: readonly number[] } = {}) {
  const core = createCore('me')
  const storage = createUnsavedStorage(memoryStorage(), 'tab', undefined)
  const tray = createTray(core, storage)
  const editing = createEditing(core)
  const plan = openTownPlan(model, before, { client: 'me', ...options })
  const saving = createSaving({
    plan,
    post: never,
    readLog: never,
    whenFree: editing.whenFree,
    onChange() {
      core.refresh()
      tray.keep()
    },
    onAside: tray.add,
    onLost: () => {},
  })
  core.open = { plan, saving }
  core.store.set({ model, receiving: 2, tool: 'brush', brushRadius: 0 })
  core.refresh()
  return { core, storage, tray, editing, plan, left: () => storage.adopt('town-1') }
}

const strokeOf = (cell: number) => ({
  commandId: `of-${cell}`,
  command: { kind: 'paint', gridId: gridIdOf(2), cells: [{ start: cell, length: 1 }] } as const,
})

describe('the tray', () => {
  it('lays over the plan what an earlier tab left, and keeps what the plan does not take', async () => {
    const { core, tray, plan, left } = openTray({ locked: [3] })
    const legal = borderCell(plan, 2)
    const lockedCell = before.indexOf(3)
    tray.takeUp([{ revision: 0, entries: [strokeOf(legal), strokeOf(lockedCell)], aside: [] }])
    expect(plan.cells.plan.assignment[legal]).toBe(2)
    const { tray: kept, notice } = core.store.get()
    expect(kept).toMatchObject([{ commandId: `of-${lockedCell}`, refusal: { reason: 'locked-grid', grid: 3 } }])
    expect(notice).toMatchObject({ kind: 'set-aside', count: 1 })
    expect(await left()).toMatchObject([
      { entries: [{ commandId: `of-${legal}` }], aside: [{ commandId: `of-${lockedCell}` }] },
    ])
  })

  it('lays over the plan what version 0.1.0 left, which named grids by number and what is taken back by revision', () => {
    const { tray, plan } = openTray()
    const [first, second] = [borderCell(plan, 2), borderCell(plan, 1)]
    const left = [
      { kind: 'paint', grid: 2, cells: [first] },
      { kind: 'paint', grid: 1, cells: [second] },
      { kind: 'revert', revision: 1 },
    ] as const
    const entries = left.map((command, i) => ({
      commandId: `c${i}`,
      baseRevision: i,
      command: command.kind === 'paint' ? { ...command, cells: [...command.cells] } : command,
    }))
    tray.takeUp([{ revision: 0, entries, aside: [] }])
    const { assignment } = plan.cells.plan
    expect([assignment[first], assignment[second]]).toEqual([before[first], 1])
    expect(plan.log.pending().map(({ commandId, reverts }) => [commandId, reverts])).toEqual([
      ['c0', undefined],
      ['c1', undefined],
      ['c2', 'c0'],
    ])
  })

  it('gives a grid, when asked again, the cells that others were faster with', () => {
    const { core, tray, plan } = openTray()
    const cell = borderCell(plan, 2)
    const seen = gridIdOf(99)
    const command = { kind: 'paint', gridId: gridIdOf(2), cells: [{ start: cell, length: 1, seen }] } as const
    expect(plan.judge(command)).toMatchObject({ ok: false, reason: 'contested' })
    const refusal = { reason: 'contested', cells: [cell] }
    tray.add([{ commandId: 'a', command, patch: { runs: [], grids: [] }, refusal, changedBy: 'bob' }])
    tray.retry('a')
    expect(plan.cells.plan.assignment[cell]).toBe(2)
    expect(core.store.get().tray).toEqual([])
  })

  it('does again what the plan takes by now, says why where it still does not, and forgets what is dropped', () => {
    const { core, tray, plan } = openTray({ locked: [3] })
    const legal = borderCell(plan, 2)
    const refusal = { reason: 'would-disconnect' }
    const aside = [strokeOf(legal), strokeOf(before.indexOf(3))].map((one) => ({
      ...one,
      patch: { runs: [], grids: [] },
      refusal,
      changedBy: null,
    }))
    tray.add(aside)
    tray.retry(aside[0]!.commandId)
    expect(plan.cells.plan.assignment[legal]).toBe(2)
    tray.retry(aside[1]!.commandId)
    expect(core.store.get().notice).toMatchObject({ kind: 'refused', refusal: { reason: 'locked-grid' } })
    expect(core.store.get().tray).toHaveLength(1)
    tray.drop(aside[1]!.commandId)
    expect(core.store.get().tray).toEqual([])
  })
})

describe('editing', () => {
  it('makes a stroke of what the tool drew, and shows both sides while it is drawn', () => {
    const { core, editing, plan } = openTray()
    const cell = borderCell(plan, 2)
    expect(editing.begin(0)).toBe(true)
    editing.draw({ path: [cell], at: [0, 0] })
    expect(core.store.get().stroke).toMatchObject({ isDrawing: true, cellCount: 1, receiving: { grid: 2 } })
    expect(plan.cells.plan.assignment[cell]).toBe(before[cell])
    editing.end()
    expect(plan.cells.plan.assignment[cell]).toBe(2)
    expect(core.store.get()).toMatchObject({ canUndo: true, saving: { unsaved: 1 }, stroke: { isDrawing: false } })
  })

  it('changes nothing where the stroke is given up or refused, and lets go whoever waited for its end', async () => {
    const { core, editing, plan } = openTray({ locked: [3] })
    editing.begin(0)
    editing.draw({ path: [borderCell(plan, 2)], at: [0, 0] })
    const freed = editing.whenFree()
    editing.cancel()
    await freed
    editing.begin(0)
    editing.draw({ path: [before.indexOf(3)], at: [0, 0] })
    editing.end()
    expect(core.store.get().notice).toMatchObject({ kind: 'refused', refusal: { reason: 'locked-grid', grid: 3 } })
    expect(plan.cells.plan.assignment).toEqual(before)
  })

  it('asks for a receiver that is there and not locked', () => {
    const { core, editing } = openTray({ locked: [3] })
    core.store.set({ receiving: 0 })
    expect(editing.begin(0)).toBe(false)
    expect(core.store.get().notice).toMatchObject({ kind: 'pick-grid' })
    core.store.set({ receiving: 3 })
    expect(editing.begin(0)).toBe(false)
    expect(core.store.get().notice).toMatchObject({ kind: 'locked-receiver' })
  })
})
