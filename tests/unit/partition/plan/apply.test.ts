import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply } from '../../../../partition/plan/apply.ts'
import type { NumberedCommand } from '../../../../partition/plan/command.ts'
import { applyPatch, diffAssignments, invertPatch, type Patch } from '../../../../partition/plan/patch.ts'
import type { Plan } from '../../../../partition/plan/plan.ts'
import { verify } from '../../../../partition/verify.ts'
import { buildCity, growGrids, neighborsOf, planOf, seededRandom, type TestCity } from '../builders.ts'

const gridCount = 7
const city = buildCity({ radius: 6 })

function buildPlan(seed = 1, locked: readonly number[] = []): Plan {
  return planOf(city, growGrids(city, gridCount, seed), gridCount, locked)
}

const cellsOf = (plan: Plan, grid: number) => [...plan.assignment.keys()].filter((c) => plan.assignment[c] === grid)

/** A cell on the border of `grid` with a neighbour in another grid, whose loss keeps `grid` in one piece. */
function borderStep(plan: Plan, of: TestCity): { cell: number; from: number; to: number } {
  for (const cell of plan.assignment.keys()) {
    const from = plan.assignment[cell]!
    const to = neighborsOf(of, cell)
      .map((n) => plan.assignment[n]!)
      .find((grid) => grid !== from)
    if (to !== undefined && apply(plan, { kind: 'paint', grid: to, cells: [cell] }).ok) return { cell, from, to }
  }
  throw new Error('the plan has no border that can move')
}

/** What a hand might do: a blob about a cell, given to a grid near by or anywhere; now and then scattered cells. */
function randomPaint(plan: Plan, random: () => number): NumberedCommand {
  const pick = (count: number) => Math.floor(random() * count)
  const start = pick(plan.assignment.length)
  const cells = [start]
  const size = 1 + pick(12)
  for (let i = 0; i < size; i++) {
    const around = neighborsOf(city, cells[pick(cells.length)]!)
    cells.push(around[pick(around.length)]!)
  }
  if (random() < 0.1) cells.push(pick(plan.assignment.length))
  const near = plan.assignment[neighborsOf(city, cells.at(-1)!)[0]!]!
  return { kind: 'paint', grid: random() < 0.8 ? near : 1 + pick(gridCount), cells }
}

/** The assignment a command would give if nothing were checked. */
function blindly(plan: Plan, command: NumberedCommand): Uint16Array {
  const after = plan.assignment.slice()
  if (command.kind === 'paint') for (const c of command.cells) after[c] = command.grid
  else if (command.kind === 'replace') after.set(command.assignment)
  else applyPatch(after, invertPatch(command.patch))
  return after
}

const isValid = (assignment: Uint16Array) =>
  verify({ cellIds: city.cellIds, assignment, gridNumbers: [1, 2, 3, 4, 5, 6, 7] }).ok

describe('apply', () => {
  it('gives a patch that moves exactly the painted cells, and leaves the plan alone', () => {
    const plan = buildPlan()
    const before = plan.assignment.slice()
    const { cell, from, to } = borderStep(plan, city)
    const already = cellsOf(plan, to)[0]!
    expect(apply(plan, { kind: 'paint', grid: to, cells: [cell, already, cell] })).toEqual({
      ok: true,
      patch: { runs: [{ start: cell, length: 1, from, to }], grids: [] },
      contested: [],
    })
    expect(plan.assignment).toEqual(before)
  })

  it('refuses what verify would reject, and only that', () => {
    let accepted = 0
    let refused = 0
    const session = (seed: number) => {
      const plan = buildPlan(seed)
      const random = seededRandom(seed)
      const patches: Patch[] = []
      for (let step = 0; step < 40; step++) {
        const past = patches[Math.floor(random() * patches.length)]
        const command: NumberedCommand =
          past && random() < 0.25 ? { kind: 'revert', patch: past } : randomPaint(plan, random)
        const result = apply(plan, command)
        if (result.ok) {
          accepted++
          applyPatch(plan.assignment, result.patch)
          patches.push(result.patch)
          expect(isValid(plan.assignment)).toBe(true)
        } else if (result.reason === 'would-disconnect' || result.reason === 'would-empty') {
          refused++
          expect(isValid(blindly(plan, command))).toBe(false)
        } else expect(['nothing-changes', 'stale']).toContain(result.reason)
      }
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), session), { numRuns: 40 })
    expect(Math.min(accepted, refused)).toBeGreaterThan(100)
  })

  it('judges a whole new assignment as verify does', () => {
    const trial = (seed: number, swaps: number) => {
      const plan = buildPlan(seed)
      const random = seededRandom(seed)
      const assignment = growGrids(city, gridCount, seed + 1)
      for (let i = 0; i < swaps; i++)
        assignment[Math.floor(random() * assignment.length)] = 1 + Math.floor(random() * gridCount)
      const result = apply(plan, { kind: 'replace', assignment })
      expect(result.ok).toBe(isValid(assignment))
      if (result.ok) expect(result.patch).toEqual(diffAssignments(plan.assignment, assignment))
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(2), trial), { numRuns: 150 })
  })

  it('refuses a grid that does not exist, 0 included', () => {
    for (const grid of [0, 8, 1.5])
      expect(apply(buildPlan(), { kind: 'paint', grid, cells: [0] })).toMatchObject({ reason: 'unknown-grid', grid })
    const assignment = buildPlan().assignment.slice().fill(8, 0, 1)
    expect(apply(buildPlan(), { kind: 'replace', assignment })).toMatchObject({ reason: 'unknown-grid', grid: 8 })
  })

  it.each([-1, 127, 0.5, Number.NaN])('refuses cell %d', (cell) => {
    expect(apply(buildPlan(), { kind: 'paint', grid: 1, cells: [0, cell] })).toMatchObject({
      reason: 'unknown-cell',
      cells: [cell],
    })
  })

  it('refuses a stroke that changes nothing', () => {
    const plan = buildPlan()
    expect(apply(plan, { kind: 'paint', grid: 3, cells: cellsOf(plan, 3) })).toMatchObject({
      reason: 'nothing-changes',
    })
    expect(apply(plan, { kind: 'paint', grid: 3, cells: [] })).toMatchObject({ reason: 'nothing-changes' })
  })

  it('lets no cell leave or join a locked grid, and names those of the stroke', () => {
    const { cell, from, to } = borderStep(buildPlan(), city)
    for (const grid of [from, to])
      expect(apply(buildPlan(1, [grid]), { kind: 'paint', grid: to, cells: [cell] })).toMatchObject({
        reason: 'locked-grid',
        grid,
        cells: [cell],
      })
  })

  it('lets no revert pass a lock set since', () => {
    const plan = buildPlan()
    const { cell, from, to } = borderStep(plan, city)
    const result = apply(plan, { kind: 'paint', grid: to, cells: [cell] })
    if (!result.ok) throw new Error(result.message)
    applyPatch(plan.assignment, result.patch)
    const locked = planOf(city, plan.assignment, gridCount, [from])
    expect(apply(locked, { kind: 'revert', patch: result.patch })).toMatchObject({ reason: 'locked-grid', grid: from })
  })

  it('refuses to take the last cell of a grid', () => {
    const plan = buildPlan()
    const loser = 1
    const cells = cellsOf(plan, loser)
    const grid = neighborsOf(city, cells[0]!)
      .map((n) => plan.assignment[n]!)
      .find((other) => other !== loser)
    const taker = grid ?? plan.assignment[neighborsOf(city, cells.at(-1)!).find((n) => plan.assignment[n] !== loser)!]!
    expect(apply(plan, { kind: 'paint', grid: taker, cells })).toMatchObject({
      reason: 'would-empty',
      grid: loser,
      cells,
    })
  })

  it('names the painted cells that would not touch their grid', () => {
    const plan = buildPlan()
    const far = cellsOf(plan, 2).find((c) => neighborsOf(city, c).every((n) => plan.assignment[n] === 2))!
    const result = apply(plan, { kind: 'paint', grid: 1, cells: [far] })
    expect(result).toMatchObject({ reason: 'would-disconnect', grid: 1, cells: [far] })
    expect(result).toHaveProperty('message', `cell ${far} would not touch the rest of grid 1`)
  })

  it('names the smaller part a stroke would cut off', () => {
    const row = buildCity({ radius: 1 })
    const centre = [...row.cellIds.keys()].find((c) => neighborsOf(row, c).length === 6)!
    const tip = centre === 0 ? 1 : 0
    const arc = [tip, ...neighborsOf(row, tip).filter((c) => c !== centre)]
    const opposite = [...row.cellIds.keys()].find(
      (c) => c !== centre && !arc.includes(c) && neighborsOf(row, c).every((n) => n === centre || !arc.includes(n)),
    )!
    const assignment = new Uint16Array(7).fill(2)
    for (const c of [...arc, centre, opposite]) assignment[c] = 1
    const result = apply(planOf(row, assignment, 2), { kind: 'paint', grid: 2, cells: [centre] })
    expect(result).toMatchObject({ reason: 'would-disconnect', grid: 1, cells: [opposite] })
    expect(result).toHaveProperty('message', `grid 1 would fall into 2 pieces: cell ${opposite} would be cut off`)
  })

  it('lets unassigned cells join a grid they touch', () => {
    const plan = buildPlan()
    const { cell, from } = borderStep(plan, city)
    plan.assignment[cell] = 0
    expect(apply(plan, { kind: 'paint', grid: from, cells: [cell] })).toMatchObject({ ok: true })
  })

  it('gives an empty grid its first cells only in one piece', () => {
    const plan = planOf(city, growGrids(city, gridCount), gridCount + 1)
    const grid = gridCount + 1
    const inner = (g: number) =>
      cellsOf(plan, g).find((c) => neighborsOf(city, c).every((n) => plan.assignment[n] === g))
    const wide = [1, 2, 3, 4, 5, 6, 7].map(inner).filter((c) => c !== undefined)
    const { cell } = borderStep(plan, city)
    expect(apply(plan, { kind: 'paint', grid, cells: [cell] })).toMatchObject({ ok: true })
    expect(apply(plan, { kind: 'paint', grid, cells: wide.slice(0, 2) })).toMatchObject({ reason: 'would-disconnect' })
  })

  it('lets a grid that came in two pieces be mended', () => {
    const plan = buildPlan()
    const far = cellsOf(plan, 2).find((c) => neighborsOf(city, c).every((n) => plan.assignment[n] === 2))!
    plan.assignment[far] = 1
    const result = apply(plan, { kind: 'paint', grid: 2, cells: [far] })
    expect(result).toMatchObject({ ok: true })
  })

  it('refuses to revert cells that changed since, and names them', () => {
    const plan = buildPlan()
    const { cell, to } = borderStep(plan, city)
    const patch = { runs: [{ start: cell, length: 1, from: to, to: (to % gridCount) + 1 }], grids: [] }
    plan.assignment[cell] = to
    expect(apply(plan, { kind: 'revert', patch })).toMatchObject({ reason: 'stale', cells: [cell] })
  })

  it('throws for data of another city', () => {
    const plan = buildPlan()
    const short = new Uint16Array(5)
    expect(() => apply(plan, { kind: 'replace', assignment: short })).toThrow('cannot compare')
    expect(() => apply({ ...plan, assignment: short }, { kind: 'paint', grid: 1, cells: [0] })).toThrow('5 cells')
    const patch = { runs: [{ start: 126, length: 2, from: 1, to: 2 }], grids: [] }
    expect(() => apply(plan, { kind: 'revert', patch })).toThrow('[126, +2)')
  })
})
