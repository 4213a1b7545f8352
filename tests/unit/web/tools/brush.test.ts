import { describe, expect, it } from 'vitest'
import { apply, cellGraph, newPlan } from '../../../../partition/index.ts'
import { type BrushContext, extendStroke, finishStroke, startStroke } from '../../../../web/tools/brush.ts'
import { gridOf } from '../../partition/builders.ts'
import { rhombusNeighbors } from '../builders.ts'

/** Six columns, three rows: grid 1 holds the two left columns, 2 the middle ones, 3 the right ones. */
function threeStripes(locked: number[] = []): BrushContext {
  const neighbors = rhombusNeighbors(6, 3)
  const assignment = Uint16Array.from({ length: 18 }, (_, cell) => 1 + Math.floor((cell % 6) / 2))
  const grids = [1, 2, 3].map((number) => gridOf(number, { locked: locked.includes(number) }))
  const plan = newPlan(assignment, grids, cellGraph(neighbors, []))
  return { assignment, neighbors, judge: (command) => apply(plan, command) }
}

describe('brush', () => {
  it('gathers each cell once, leaves out those the receiver has, and emits one paint', () => {
    const context = threeStripes()
    const first = extendStroke(context, startStroke(2, 0), [2, 1])
    const second = extendStroke(context, first, [1, 7])
    expect(second.cells).toEqual([1, 7])
    expect(second.added).toEqual([7])
    expect(finishStroke(second)).toEqual({ kind: 'command', command: { kind: 'paint', grid: 2, cells: [1, 7] } })
  })

  it('is the same stroke where nothing new was touched', () => {
    const context = threeStripes()
    const stroke = extendStroke(context, startStroke(2, 0), [1])
    expect(extendStroke(context, stroke, [1, 2])).toBe(stroke)
  })

  it('judges the whole stroke: illegal away from the receiver, legal once it gets there', () => {
    const context = threeStripes()
    const away = extendStroke(context, startStroke(3, 0), [2])
    expect(finishStroke(away)).toMatchObject({ kind: 'refused', refusal: { reason: 'would-disconnect', grid: 3 } })
    const there = extendStroke(context, away, [3])
    expect(finishStroke(there)).toMatchObject({ kind: 'command', command: { cells: [2, 3] } })
  })

  it('names the locked grid', () => {
    const stroke = extendStroke(threeStripes([1]), startStroke(2, 0), [1])
    expect(finishStroke(stroke)).toMatchObject({ kind: 'refused', refusal: { reason: 'locked-grid', grid: 1 } })
  })

  it('refuses to take a grid its last cell', () => {
    const stroke = extendStroke(threeStripes(), startStroke(2, 0), [0, 1, 6, 7, 12, 13])
    expect(finishStroke(stroke)).toMatchObject({ kind: 'refused', refusal: { reason: 'would-empty', grid: 1 } })
  })

  it('emits nothing for a press that touched nothing', () => {
    expect(finishStroke(startStroke(2, 0))).toEqual({ kind: 'nothing' })
    expect(finishStroke(extendStroke(threeStripes(), startStroke(2, 1), []))).toEqual({ kind: 'nothing' })
  })
})
