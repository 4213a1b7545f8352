import { describe, expect, it } from 'vitest'
import { cellsOfRuns } from '../../../../partition/index.ts'
import { createCore } from '../../../../web/session/core.ts'
import { createEditing } from '../../../../web/session/editing.ts'
import type { Saving } from '../../../../web/session/saving.ts'
import type { SessionState } from '../../../../web/session/state.ts'
import { openTownPlan, smallTown, stripes } from '../model/town.ts'

const model = smallTown()
const before = stripes(model)

/** A plan of three grids from west to east, with a tool in hand. */
function open(state: Partial<SessionState>, locked: readonly number[] = []) {
  const core = createCore('me')
  const editing = createEditing(core)
  const plan = openTownPlan(model, before, { client: 'me', locked })
  const saving = { send() {}, state: () => ({ phase: 'idle', unsaved: 0, revision: 0 }) } as unknown as Saving
  core.open = { plan, saving }
  core.store.set({ model, receiving: 2, tool: 'brush', ...state })
  core.refresh()
  const stroke = (...path: number[]) => {
    if (!editing.begin(path[0]!)) return false
    for (const cell of path)
      editing.draw({ path: [cell], at: [model.centers[2 * cell]!, model.centers[2 * cell + 1]!] })
    editing.end()
    return true
  }
  return { core, editing, plan, stroke, get: core.store.get, now: () => plan.cells.plan.assignment }
}

/** A cell of a grid that lies beside another grid. */
function besides(grid: number, other: number): number {
  const at = before.findIndex(
    (own, cell) =>
      own === grid && model.neighbors.subarray(6 * cell, 6 * cell + 6).some((next) => before[next] === other),
  )
  expect(at).toBeGreaterThanOrEqual(0)
  return at
}

describe('a stroke', () => {
  it('gives cells of the grid in hand to the neighbour it is pressed in, to the nearest one, or to the one chosen', () => {
    const into = open({ direction: 'give' })
    into.stroke(besides(3, 2), besides(2, 3))
    expect(into.now()[besides(2, 3)]).toBe(3)
    expect(into.now()[besides(3, 2)]).toBe(3)

    const nearest = open({ direction: 'give' })
    nearest.stroke(besides(2, 1))
    expect(nearest.now()[besides(2, 1)]).toBe(1)

    const chosen = open({ direction: 'give', partner: 3 })
    chosen.stroke(besides(2, 3))
    expect(chosen.now()[besides(2, 3)]).toBe(3)
  })

  it('leaves alone what does not come from where it may', () => {
    const cells = [besides(1, 2), besides(3, 2)] as const
    const of = (state: Partial<SessionState>, locked?: number[]) => {
      const { stroke, now } = open(state, locked)
      stroke(...cells)
      return cells.map((cell) => now()[cell])
    }
    expect(of({})).toEqual([2, 2])
    expect(of({ source: 'one' })).toEqual([2, 3])
    expect(of({ partner: 3 })).toEqual([1, 2])
    expect(of({ source: 'unassigned' })).toEqual([1, 3])
    expect(of({ source: 'unlocked' }, [1])).toEqual([1, 2])
    // Of a locked grid it is refused as a whole.
    expect(of({}, [1])).toEqual([1, 3])
  })

  it('stays in the district it begins in where it is fenced', () => {
    const cell = besides(1, 2)
    const districtOfCell = Int32Array.from(before, (_, at) => (at === cell ? 0 : 1))
    const { stroke, now } = open({ isFenced: true, model: { ...model, districtOfCell } })
    stroke(besides(3, 2), cell)
    expect([now()[besides(3, 2)], now()[cell]]).toEqual([2, 1])
  })

  it('has no grid to give to or take from that is locked', () => {
    const { stroke, get } = open({ direction: 'give', partner: 3 }, [3])
    expect(stroke(besides(2, 3))).toBe(false)
    expect(get().notice).toMatchObject({ kind: 'locked-receiver', grid: 3 })
  })
})

describe('a stroke that would break a grid', () => {
  /** All cells of grid 3 at a height: what lies above and below them falls apart. */
  function cutting() {
    const { centers } = model
    const middle = 30.55
    const [low, high] = [middle - 0.012, middle + 0.012]
    return Array.from(before.keys()).filter(
      (cell) => before[cell] === 3 && centers[2 * cell + 1]! > low && centers[2 * cell + 1]! < high,
    )
  }

  it('waits on the map for a decision, and is made with what it cuts off by one key', () => {
    const band = cutting()
    const { stroke, editing, get, now } = open({})
    stroke(...band)
    const { pending, stroke: view } = get()
    expect(pending).toMatchObject({ refusal: { reason: 'would-disconnect', grid: 3 } })
    expect(view).toMatchObject({ isDrawing: false })
    expect(now()).toEqual(before)
    const way = pending!.ways.find(({ kind }) => kind === 'with-fragment')!
    if (way.command.kind !== 'paint') throw new Error('a stroke mended is a stroke')
    const cells = cellsOfRuns(way.command.cells)
    editing.acceptPending('with-fragment')
    expect(get().pending).toBeNull()
    expect(cells.every((cell) => now()[cell] === 2)).toBe(true)
    expect(cells.length).toBeGreaterThan(band.length)
    expect(get().notice).toMatchObject({ kind: 'stroke-mended' })
  })

  it('is dropped by one key, and by the next press', () => {
    const band = cutting()
    const { stroke, editing, get, now } = open({})
    stroke(...band)
    expect(editing.dropPending()).toBe(true)
    expect([get().pending, get().stroke]).toEqual([null, null])
    stroke(...band)
    editing.begin(band[0]!)
    expect(get().pending).toBeNull()
    editing.cancel()
    expect(now()).toEqual(before)
  })

  it('asks before it takes more than was drawn', () => {
    const band = cutting()
    const { stroke, editing, core, get, now } = open({})
    stroke(...band)
    core.store.set({ stroke: { ...get().stroke!, cellCount: 0 } })
    editing.acceptPending()
    expect(get().pending).not.toBeNull()
    expect(now()).toEqual(before)
  })
})
