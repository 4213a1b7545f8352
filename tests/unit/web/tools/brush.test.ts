import { describe, expect, it } from 'vitest'
import { brush } from '../../../../web/tools/brush.ts'
import type { Ground } from '../../../../web/tools/tool.ts'
import { threeStripes } from './stripes.ts'

const drawn = (ground: Ground, ...paths: number[][]) =>
  paths.reduce((marks, path) => brush.move(ground, marks, { path, at: [0, 0] }), brush.down(ground))

describe('brush', () => {
  it('gathers each cell once, leaves out those the receiver has, and makes one paint', () => {
    const ground = threeStripes(2)
    const marks = drawn(ground, [2, 1], [1, 7])
    expect(marks).toEqual({ grid: 2, cells: [1, 7], refusal: null })
    expect(brush.up(ground, marks)).toEqual({ kind: 'command', command: { kind: 'paint', grid: 2, cells: [1, 7] } })
  })

  it('shows the same where nothing new was touched', () => {
    const ground = threeStripes(2)
    const marks = drawn(ground, [1])
    expect(brush.move(ground, marks, { path: [1, 2], at: [0, 0] })).toBe(marks)
  })

  it('judges the whole stroke: illegal away from the receiver, legal once it gets there', () => {
    const ground = threeStripes(3)
    const away = drawn(ground, [2])
    expect(away.refusal).toMatchObject({ reason: 'would-disconnect', grid: 3 })
    expect(brush.up(ground, away)).toMatchObject({ kind: 'refused', refusal: { reason: 'would-disconnect', grid: 3 } })
    const there = brush.move(ground, away, { path: [3], at: [0, 0] })
    expect(brush.up(ground, there)).toMatchObject({ kind: 'command', command: { cells: [2, 3] } })
  })

  it('names the locked grid', () => {
    expect(drawn(threeStripes(2, { locked: [1] }), [1]).refusal).toMatchObject({ reason: 'locked-grid', grid: 1 })
  })

  it('refuses to take a grid its last cell', () => {
    const refusal = { reason: 'would-empty', grid: 1 }
    expect(drawn(threeStripes(2), [0, 1, 6, 7, 12, 13]).refusal).toMatchObject(refusal)
  })

  it('makes nothing of a press that touched nothing, and leaves nothing when it is given up', () => {
    const ground = threeStripes(2, { radius: 1 })
    expect(brush.up(ground, brush.down(ground))).toEqual({ kind: 'nothing' })
    expect(brush.up(ground, drawn(ground, []))).toEqual({ kind: 'nothing' })
    expect(brush.cancel(drawn(ground, [1]))).toBeNull()
  })
})
