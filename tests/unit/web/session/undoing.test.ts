import { describe, expect, it } from 'vitest'
import type { CommandLog } from '../../../../server/contract/commands.ts'
import { createCore } from '../../../../web/session/core.ts'
import { createSaving } from '../../../../web/session/saving.ts'
import { createUndoing } from '../../../../web/session/undoing.ts'
import { borderCell, openTownPlan, paint, paintOf, savedAfter, smallTown, stripes } from '../model/town.ts'

const model = smallTown()
const before = stripes(model)

/** A planner whose one stroke is saved, and what another has saved since, which his page does not know yet. */
function openUndoing(theirs: (other: ReturnType<typeof openTownPlan>, mine: number) => void) {
  const core = createCore('me')
  const first = openTownPlan(model, before, { client: 'me' })
  const mine = borderCell(first, 2)
  paint(first, 2, [mine])
  const own = savedAfter(0, first)
  const other = openTownPlan(model, before, { client: 'bob', entries: own })
  theirs(other, mine)
  const log = [...own, ...savedAfter(1, other)].map(({ contested: _, ...entry }) => ({
    ...entry,
    createdAt: '2026-01-01T00:00:00Z',
  }))
  const plan = openTownPlan(model, before, { client: 'me', entries: own })
  const saving = createSaving({
    plan,
    post: () => new Promise<never>(() => {}),
    readLog: async (after) => ({ commands: log.slice(after) }) as CommandLog,
    whenFree: () => Promise.resolve(),
    onChange: core.refresh,
    onAside: () => {},
    onLost: () => {},
  })
  core.open = { plan, saving }
  core.refresh()
  const undoing = createUndoing(core, () => false)
  const told = () =>
    new Promise<void>((resolve) => {
      core.store.subscribe(() => core.store.get().notice && resolve())
    })
  return { core, plan, undoing, mine, told }
}

describe('createUndoing', () => {
  it('takes in what others saved first, and drops a step of which nothing is left', async () => {
    const { core, plan, undoing, mine, told } = openUndoing((other, cell) => paint(other, before[cell]!, [cell]))
    undoing.step('undo')
    await told()
    expect(plan.revision()).toBe(2)
    expect(core.store.get().notice).toMatchObject({ kind: 'undo-dropped', left: [{ author: 'bob', cells: [mine] }] })
    expect(core.store.get().canUndo).toBe(false)
  })

  it('tells whose the last edit is where there is nothing of one’s own, and takes it back when asked to', async () => {
    const { core, plan, undoing, told } = openUndoing((other) =>
      other.take({
        commandId: '00000000-0000-4000-8000-00000000000b',
        revision: null,
        command: { kind: 'rename', gridId: other.cells.plan.grids.get(1)!.gridId, name: '滨江' },
      }),
    )
    plan.log.dropStep(plan.log.at(1)!.commandId)
    undoing.step('undo')
    await told()
    const { othersLast } = core.store.get().notice!
    expect(othersLast).toMatchObject({ author: 'bob', cells: 0, grid: 1 })
    expect(plan.cells.plan.grids.get(1)?.name).toBe('滨江')
    undoing.undoOthers(othersLast!.commandId)
    await expect.poll(() => plan.cells.plan.grids.get(1)?.name).toBe('1')
  })

  it('goes through the steps in the order the keys were pressed', async () => {
    const { plan, undoing, mine } = openUndoing(() => {})
    undoing.step('undo')
    undoing.step('redo')
    undoing.step('undo')
    await expect.poll(() => plan.log.pending().length).toBe(3)
    expect(plan.cells.plan.assignment[mine]).toBe(before[mine])
    expect(plan.judge(paintOf(plan, 2, [mine])).ok).toBe(true)
  })
})
