import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../partition/index.ts'
import { takeStepBack } from '../../../../web/model/takeBack.ts'
import { createCore } from '../../../../web/session/core.ts'
import { createEditing } from '../../../../web/session/editing.ts'
import { createGridEdits } from '../../../../web/session/gridEdits.ts'
import { createSaving } from '../../../../web/session/saving.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { openTownPlan, smallTown, stripes } from '../model/town.ts'

const model = smallTown()
const before = stripes(model)
const never = () => new Promise<never>(() => {})

/** An open plan whose server never answers: all that is done here is done offline. */
function openEdits() {
  const core = createCore('me')
  const editing = createEditing(core)
  const plan = openTownPlan(model, before, { client: 'me' })
  const saving = createSaving({
    plan,
    post: never,
    readLog: never,
    whenFree: editing.whenFree,
    onChange: core.refresh,
    onAside: () => {},
    onLost: () => {},
  })
  core.open = { plan, saving }
  core.store.set({ model })
  core.refresh()
  const edits = createGridEdits(core, editing, (receiving) => core.store.set({ receiving }))
  const state = () => ({
    cells: [...plan.cells.plan.assignment],
    grids: [...plan.cells.plan.grids.values()].sort((a, b) => a.number - b.number),
  })
  return { core, plan, edits, state }
}

const edits: Record<string, Command> = {
  rename: { kind: 'rename', gridId: gridIdOf(1), name: '滨江' },
  recode: { kind: 'recode', gridId: gridIdOf(1), code: 'X9' },
  lock: { kind: 'lock', gridId: gridIdOf(1), locked: true },
  recolour: { kind: 'recolour', gridId: gridIdOf(1), colour: '#ade49a' },
  'set-class': { kind: 'set-class', gridId: gridIdOf(1), areaClass: 'A' },
  merge: { kind: 'merge', gridId: gridIdOf(2), gone: [gridIdOf(1)] },
  split: {
    kind: 'split',
    gridId: gridIdOf(1),
    parts: [{ gridId: gridIdOf(77), cells: [{ start: before.indexOf(1), length: 1 }] }],
  },
  create: { kind: 'create', gridId: gridIdOf(78) },
}

describe('what a grid’s menu does', () => {
  it.each(Object.entries(edits))(
    '%s shows at once, waits to be saved, and is undone and redone like a stroke',
    (_, command) => {
      const { core, plan, edits, state } = openEdits()
      const was = state()
      expect(edits.edit(command)).toBe(true)
      const done = state()
      expect(done).not.toEqual(was)
      expect(core.store.get()).toMatchObject({
        canUndo: true,
        saving: { unsaved: 1 },
        notice: { kind: 'edited', command },
      })
      expect(core.store.get().grids.map(({ name }) => name)).toEqual(done.grids.map(({ name }) => name))
      expect(takeStepBack(plan, 'undo')?.kind).toBe('done')
      expect(state()).toEqual(was)
      expect(takeStepBack(plan, 'redo')?.kind).toBe('done')
      expect(state()).toEqual(done)
    },
  )

  it('says why the plan refuses, and changes nothing', () => {
    const { core, edits, state } = openEdits()
    const was = state()
    expect(edits.edit({ kind: 'recode', gridId: gridIdOf(1), code: '2' })).toBe(false)
    expect(core.store.get().notice).toMatchObject({ kind: 'refused', refusal: { reason: 'code-taken' } })
    expect(edits.edit({ kind: 'delete', gridId: gridIdOf(1) })).toBe(false)
    expect(core.store.get().notice).toMatchObject({ kind: 'refused', refusal: { reason: 'not-empty' } })
    expect(state()).toEqual(was)
  })

  it('makes an empty grid the receiver, and deletes it again', () => {
    const { core, edits } = openEdits()
    edits.create()
    const { receiving, grids } = core.store.get()
    const made = grids.find(({ number }) => number === receiving)
    expect(made).toMatchObject({ number: 4, cellCount: 0, figures: { customers: 0 } })
    expect(edits.edit({ kind: 'delete', gridId: made!.gridId })).toBe(true)
    expect(core.store.get().grids).toHaveLength(3)
  })
})
