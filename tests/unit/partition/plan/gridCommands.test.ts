import { describe, expect, it } from 'vitest'
import { apply } from '../../../../partition/plan/apply.ts'
import type { Command } from '../../../../partition/plan/command.ts'
import { buildCity, gridIdOf, growGrids, neighborsOf, planOf, seededRandom } from '../builders.ts'
import { EditedPlan } from './gridCommands.ts'
import { expectSoundSession } from './soundSession.ts'

const gridCount = 7
const city = buildCity({ radius: 6 })
const id = gridIdOf
const begin = (seed = 1, locked: readonly number[] = []) =>
  new EditedPlan(planOf(city, growGrids(city, gridCount, seed), gridCount, locked))

/** A cell that may go from one grid to another. */
function step(edited: EditedPlan, to?: number): { cell: number; from: number; to: number } {
  const { plan } = edited
  for (const cell of plan.assignment.keys())
    for (const near of neighborsOf(city, cell)) {
      const target = plan.assignment[near]!
      const from = plan.assignment[cell]!
      if (target === from || (to !== undefined && target !== to)) continue
      const gridId = plan.grids.get(target)!.gridId
      const command: Command = { kind: 'paint', gridId, cells: [{ start: cell, length: 1 }] }
      if (apply(plan, command).ok) return { cell, from, to: target }
    }
  throw new Error('no cell may move')
}

/** Two grids that touch. */
function pair(edited: EditedPlan): [number, number] {
  const { from, to } = step(edited)
  return [from, to]
}

describe('paint', () => {
  it('takes cells that are as they were seen, and leaves the others to who has them', () => {
    const edited = begin()
    const { cell, from, to } = step(edited)
    const foreign = edited.cellsOf(from).find((one) => one !== cell)!
    const other = [1, 2, 3].find((grid) => grid !== from && grid !== to)!
    const cells = [
      { start: cell, length: 1, seen: id(from) },
      { start: foreign, length: 1, seen: id(other) },
    ]
    const result = edited.do({ kind: 'paint', gridId: id(to), cells })
    expect(result).toMatchObject({ ok: true, contested: [foreign] })
    expect(result.ok && result.patch.runs).toEqual([{ start: cell, length: 1, from, to }])
    const whole = begin().do({ kind: 'paint', gridId: id(to), cells, whole: true })
    expect(whole).toMatchObject({ ok: false, reason: 'contested', cells: [foreign] })
  })

  it('agrees to cells that are there already, and says when nothing is left', () => {
    const edited = begin()
    const { cell, from, to } = step(edited)
    const command: Command = { kind: 'paint', gridId: id(to), cells: [{ start: cell, length: 1, seen: id(from) }] }
    edited.must(command)
    expect(edited.do(command)).toMatchObject({ ok: false, reason: 'nothing-changes' })
    const late: Command = { kind: 'paint', gridId: id(from), cells: [{ start: cell, length: 1, seen: id(from) }] }
    expect(edited.do({ ...late, gridId: id(from) })).toMatchObject({ ok: false, reason: 'contested', cells: [cell] })
  })

  it('counts a merged grid as its heir, and names it to who paints into the one that is gone', () => {
    const edited = begin()
    const [gone, heir] = pair(edited)
    edited.must({ kind: 'merge', gridId: id(heir), gone: [id(gone)] })
    const { cell, from, to } = step(edited)
    const seen = from === heir ? id(gone) : id(from)
    expect(edited.do({ kind: 'paint', gridId: id(to), cells: [{ start: cell, length: 1, seen }] }).ok).toBe(true)
    const dead = edited.do({ kind: 'paint', gridId: id(gone), cells: [{ start: cell, length: 1 }] })
    expect(dead).toMatchObject({ ok: false, reason: 'grid-gone', details: { gridId: id(gone), heirId: id(heir) } })
  })

  it('names cells outside the city and grids that never were', () => {
    const edited = begin()
    const paint = (gridId: string, start: number) => edited.do({ kind: 'paint', gridId, cells: [{ start, length: 2 }] })
    expect(paint(id(1), 126)).toMatchObject({ ok: false, reason: 'unknown-cell', cells: [127] })
    expect(paint(id(99), 0)).toMatchObject({ ok: false, reason: 'unknown-grid', details: { gridId: id(99) } })
  })
})

describe('merge', () => {
  it('gives all cells to the heir, and is undone with number, id and record', () => {
    const edited = begin()
    const before = edited.text()
    const [gone, heir] = pair(edited)
    edited.must({ kind: 'rename', gridId: id(gone), name: 'A name of its own' })
    const named = edited.text()
    const merged = edited.must({ kind: 'merge', gridId: id(heir), gone: [id(gone)] })
    expect(edited.plan.grids.has(gone)).toBe(false)
    expect(edited.cellsOf(gone)).toEqual([])
    const undone = edited.must({ kind: 'revert', commandId: merged })
    expect(edited.text()).toBe(named)
    edited.must({ kind: 'revert', commandId: undone })
    expect(edited.plan.gone.get(gone)).toEqual({ gridId: id(gone), heir })
    edited.must({ kind: 'revert', commandId: edited.log.at(-1)!.commandId })
    edited.must({ kind: 'revert', commandId: 'c1' })
    expect(edited.text()).toBe(before)
  })

  it('is refused for a locked grid, a pinned cell, itself and grids that do not touch', () => {
    const [gone, heir] = pair(begin())
    const merge: Command = { kind: 'merge', gridId: id(heir), gone: [id(gone)] }
    expect(begin(1, [gone]).do(merge)).toMatchObject({ ok: false, reason: 'locked-grid', grid: gone })
    expect(begin(1, [heir]).do(merge)).toMatchObject({ ok: false, reason: 'locked-grid', grid: heir })
    expect(begin().do({ ...merge, gone: [id(heir)] })).toMatchObject({ ok: false, reason: 'same-grid' })
    const pinned = begin()
    const cell = pinned.cellsOf(gone)[0]!
    pinned.must({ kind: 'pin', cells: pinned.see([cell]), pinned: true })
    expect(pinned.do(merge)).toMatchObject({ ok: false, reason: 'pinned-cell', cells: [cell] })
    const edited = begin()
    const near = new Set(
      edited
        .cellsOf(heir)
        .flatMap((one) => neighborsOf(city, one))
        .map((one) => edited.idOf(one)),
    )
    const far = [1, 2, 3, 4, 5, 6, 7].map(id).find((one) => !near.has(one))!
    expect(edited.do({ ...merge, gone: [far] })).toMatchObject({ ok: false, reason: 'would-disconnect', grid: heir })
  })

  it('agrees where somebody else has merged the same two', () => {
    const edited = begin()
    const [gone, heir] = pair(edited)
    edited.must({ kind: 'merge', gridId: id(heir), gone: [id(gone)] })
    const again = edited.do({ kind: 'merge', gridId: id(heir), gone: [id(gone)] })
    expect(again).toMatchObject({ ok: false, reason: 'nothing-changes' })
  })

  it('gives sub-grids to the heir', () => {
    const edited = begin()
    const [gone, heir] = pair(edited)
    const sub = [1, 2, 3].find((grid) => grid !== gone && grid !== heir)!
    edited.must({ kind: 'assign-parent', gridId: id(sub), parentId: id(gone) })
    const merged = edited.must({ kind: 'merge', gridId: id(heir), gone: [id(gone)] })
    expect(edited.plan.grids.get(sub)!.parentId).toBe(id(heir))
    edited.must({ kind: 'revert', commandId: merged })
    expect(edited.plan.grids.get(sub)!.parentId).toBe(id(gone))
  })
})

describe('split', () => {
  /** A grid's outermost cell, whose loss keeps the rest in one piece. */
  const splitOff = (edited: EditedPlan, cell: number, newId = id(50)): Command => ({
    kind: 'split',
    gridId: edited.idOf(cell)!,
    parts: [{ gridId: newId, cells: edited.see([cell]) }],
  })

  it('makes a grid with the next number, a code and a name of the same kind, and a colour of its own', () => {
    const edited = begin()
    const { cell, from } = step(edited)
    edited.must(splitOff(edited, cell))
    const made = edited.plan.grids.get(8)!
    expect(made).toMatchObject({ number: 8, gridId: id(50), code: '510308', locked: false })
    expect(made.colour).not.toBe(edited.plan.grids.get(from)!.colour)
    expect(made.name).not.toBe('')
    expect(edited.cellsOf(8)).toEqual([cell])
  })

  it('is undone without a trace but its number, which is never used again', () => {
    const edited = begin()
    const before = edited.text()
    const { cell } = step(edited)
    const split = edited.must(splitOff(edited, cell))
    edited.must({ kind: 'revert', commandId: split })
    expect(edited.text()).toBe(before)
    edited.must(splitOff(edited, cell, id(51)))
    expect(edited.plan.assignment[cell]).toBe(9)
    expect(edited.do(splitOff(edited, cell, id(50)))).toMatchObject({ ok: false, reason: 'grid-id-taken' })
  })

  it('leaves the new grid where somebody else has given it a cell since', () => {
    const edited = begin()
    const { cell, from } = step(edited)
    const split = edited.must(splitOff(edited, cell))
    const grown = step(edited, 8)
    edited.must({ kind: 'paint', gridId: id(50), cells: edited.see([grown.cell]) })
    const undone = edited.do({ kind: 'revert', commandId: split })
    if (!undone.ok) return expect(undone.reason).toBe('would-disconnect')
    expect(edited.plan.grids.has(8)).toBe(true)
    expect(edited.cellsOf(8)).toEqual([grown.cell])
    expect(edited.plan.assignment[cell]).toBe(from)
  })

  it('is refused where nothing would be left, or a code or a name is taken', () => {
    const edited = begin()
    const { cell, from } = step(edited)
    const all = edited.see(edited.cellsOf(from))
    const split: Command = { kind: 'split', gridId: id(from), parts: [{ gridId: id(50), cells: all }] }
    expect(edited.do(split)).toMatchObject({ ok: false, reason: 'would-empty', grid: from })
    const cells = edited.see([cell])
    const named = (part: { code?: string; name?: string }) =>
      edited.do({ ...split, parts: [{ gridId: id(50), cells, ...part }] })
    expect(named({ code: '510301' })).toMatchObject({
      reason: 'code-taken',
      details: { code: '510301', otherId: id(1) },
    })
    expect(named({ name: 'G2' })).toMatchObject({ reason: 'name-taken', details: { otherName: 'G2' } })
    expect(named({ name: '  ' })).toMatchObject({ reason: 'empty-name' })
    expect(named({ code: 'a b' })).toMatchObject({ reason: 'bad-code' })
  })
})

describe('edits of records', () => {
  it('are refused with the reason where they break a law', () => {
    const edited = begin()
    const gridId = id(1)
    const refusal = (command: Command) => {
      const result = edited.do(command)
      return result.ok ? 'done' : result.reason
    }
    expect(refusal({ kind: 'rename', gridId, name: 'G2' })).toBe('name-taken')
    expect(refusal({ kind: 'rename', gridId, name: ' ' })).toBe('empty-name')
    expect(refusal({ kind: 'rename', gridId, name: 'G1' })).toBe('nothing-changes')
    expect(refusal({ kind: 'recode', gridId, code: '510302' })).toBe('code-taken')
    expect(refusal({ kind: 'recolour', gridId, colour: 'red' })).toBe('bad-colour')
    expect(refusal({ kind: 'delete', gridId })).toBe('not-empty')
    expect(refusal({ kind: 'assign-parent', gridId, parentId: gridId })).toBe('parent-circle')
    expect(refusal({ kind: 'assign-parent', gridId, parentId: id(77) })).toBe('unknown-parent')
    expect(refusal({ kind: 'assign-parent', gridId, parentId: id(2) })).toBe('done')
    expect(refusal({ kind: 'assign-parent', gridId: id(2), parentId: gridId })).toBe('parent-circle')
    expect(refusal({ kind: 'assign-parent', gridId: id(3), parentId: gridId })).toBe('parent-too-deep')
    expect(refusal({ kind: 'assign-parent', gridId: id(2), parentId: id(3) })).toBe('parent-too-deep')
    expect(refusal({ kind: 'create', gridId: id(2) })).toBe('grid-id-taken')
    expect(refusal({ kind: 'create', gridId: id(50), parentId: id(2) })).toBe('done')
    expect(refusal({ kind: 'lock', gridId: id(50), locked: true })).toBe('done')
    expect(refusal({ kind: 'delete', gridId: id(50) })).toBe('locked-grid')
    expect(refusal({ kind: 'revert', commandId: 'c99' })).toBe('unknown-command')
  })

  it('end where every number has been given out', () => {
    const edited = begin()
    edited.plan.lastNumber = 65535
    expect(edited.do({ kind: 'create', gridId: id(50) })).toMatchObject({ ok: false, reason: 'too-many-grids' })
  })

  it('are undone field by field, as far as nobody changed the field since', () => {
    const edited = begin()
    const gridId = id(1)
    const named = edited.must({ kind: 'rename', gridId, name: 'First' })
    const classed = edited.must({ kind: 'set-class', gridId, areaClass: 'A' })
    edited.must({ kind: 'recolour', gridId, colour: '#123456' })
    edited.must({ kind: 'revert', commandId: classed })
    expect(edited.plan.grids.get(1)).toMatchObject({ name: 'First', areaClass: null, colour: '#123456' })
    edited.must({ kind: 'rename', gridId, name: 'Second' })
    expect(edited.do({ kind: 'revert', commandId: named })).toMatchObject({ ok: false, reason: 'nothing-left' })
  })

  it('pin cells to their grid, and let them go again', () => {
    const edited = begin()
    const { cell, to } = step(edited)
    const pinned = edited.must({ kind: 'pin', cells: edited.see([cell]), pinned: true })
    const paint: Command = { kind: 'paint', gridId: id(to), cells: edited.see([cell]) }
    expect(edited.do(paint)).toMatchObject({ ok: false, reason: 'pinned-cell', cells: [cell] })
    edited.must({ kind: 'revert', commandId: pinned })
    edited.must(paint)
  })
})

it('any commands keep the law, are replayed from the log, and undone one after the other to the byte', () => {
  let done = 0
  const kinds = new Set<string>()
  for (let seed = 1; seed <= 12; seed++) {
    const start = () => planOf(city, growGrids(city, gridCount, seed), gridCount)
    done += expectSoundSession(city, start, seededRandom(seed), 60, (kind) => kinds.add(kind))
  }
  expect(done).toBeGreaterThan(250)
  expect(kinds).toEqual(
    new Set([
      'assign-parent',
      'create',
      'delete',
      'lock',
      'merge',
      'paint',
      'pin',
      'recode',
      'recolour',
      'rename',
      'revert',
      'set-class',
      'split',
    ]),
  )
})
