import { describe, expect, it } from 'vitest'
import { cellGraph, type SolveOptions, solveNested } from '../../../partition/index.ts'
import { piecesOf } from './divide/builders.ts'
import { hexagons } from './graph/builders.ts'

const { neighbors } = hexagons(20, 20)
const graph = cellGraph(neighbors, [Float64Array.from({ length: 400 }, (_, v) => 1 + ((v * 7919) % 5))])
const options = (parts: number): SolveOptions => ({ parts, tolerances: [0.1], seed: 1, preset: 'fast' })

describe('solveNested', () => {
  it('divides every main part into whole sub-parts, as many in all as asked for', () => {
    const units = [[190, 191, 210, 211]]
    const result = solveNested(graph, options(4), { ...options(14), rules: { units } })
    if (!result.ok) throw new Error(result.result.refusal.code)
    const { main, sub, mainOf } = result
    expect(piecesOf(graph, main.parts, 4)).toEqual([1, 1, 1, 1])
    expect(piecesOf(graph, sub.parts, 14)).toEqual(new Array(14).fill(1))
    for (const [v, part] of sub.parts.entries()) expect(mainOf[part]).toBe(main.parts[v])
    expect([...mainOf]).toEqual([...mainOf].sort((a, b) => a - b))
    expect(new Set(units[0]!.map((v) => sub.parts[v])).size).toBe(1)
    expect(sub.components.map(({ parts }) => parts).sort()).toEqual([3, 3, 4, 4])
  })

  it('lets no link lead a sub-part out of its main part', () => {
    const links: [number, number][] = [
      [0, 399],
      [19, 380],
    ]
    const result = solveNested(graph, { ...options(5), rules: { links } }, options(11))
    if (!result.ok) throw new Error(result.result.refusal.code)
    for (const [v, part] of result.sub.parts.entries()) expect(result.mainOf[part]).toBe(result.main.parts[v])
  })

  it('says on which level there is no plan', () => {
    expect(solveNested(graph, options(4), options(3))).toMatchObject({
      ok: false,
      level: 'sub',
      result: { refusal: { code: 'too-many-components' } },
    })
    expect(solveNested(graph, options(401), options(500))).toMatchObject({ ok: false, level: 'main' })
  })

  it('runs its progress once over both levels', () => {
    const seen: number[] = []
    const onProgress = ({ fraction }: { fraction: number }) => seen.push(fraction)
    solveNested(graph, { ...options(4), onProgress }, { ...options(9), onProgress })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })
})
