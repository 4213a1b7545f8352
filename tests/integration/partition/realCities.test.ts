import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { components, type Graph, parseMetisGraph, solve } from '../../../partition/index.ts'
import { piecesOf } from '../../unit/partition/divide/builders.ts'
import { describePublishedMaps } from './publishedMaps.ts'
import { data, expectFirstWeightHeld, readCsv, shanghai, taipei } from './realCity.ts'

const firstOnly = (graph: Graph): Graph => ({ ...graph, vertexWeights: graph.vertexWeights.slice(0, 1) })

describe('solve on real cities', () => {
  it.skipIf(!data)('divides Taipei into 60 parts with the households of each within 5 %', () => {
    const graph = taipei(9)
    expect(graph.vertexCount).toBe(3118)
    expect(graph.vertexWeights[0]!.reduce((a, b) => a + b, 0)).toBe(1_048_986)
    expectFirstWeightHeld(firstOnly(graph), 60, 0.05)
  })

  it.skipIf(!data)('divides Shanghai, islands and half-a-grid cells included, into 80 parts within 5 %', () => {
    const graph = shanghai(80)
    expect(components(graph).count).toBe(1)
    expectFirstWeightHeld(firstOnly(graph), 80, 0.05)
  })

  it.skipIf(!data)('cuts the archive’s graphs about as well as the archive’s reference says METIS does', () => {
    const references = readCsv(readFileSync(join(data, 'graphs/METIS_REFERENCE.csv'), 'utf8'))
    let ratios = 0
    const names = ['3elt', 'uk', 'whitaker3', 'add20']
    for (const name of names) {
      const graph = parseMetisGraph(gunzipSync(readFileSync(join(data, `graphs/${name}.graph.gz`))))
      const result = solve(graph, { parts: 16, tolerances: [0.03], seed: 1, preset: 'fast' })
      if (!result.ok) throw new Error(result.refusal.code)
      expect(result.withinTolerance).toBe(true)
      expect(piecesOf(graph, result.parts, 16)).toEqual(new Array(16).fill(1))
      const reference = references.find((row) => row.graph === name && row.k === '16' && row.contig === '1')!
      ratios += result.cut / Number(Object.values(reference)[3])
    }
    expect(ratios / names.length).toBeLessThan(1.1)
  })
})

// The others, and cities with two weights, are divided with the long tests.
describePublishedMaps(['IA-county'])
