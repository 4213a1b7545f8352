/**
 * Next month's customers on this month's plan: every populated cell times a lognormal deviate of 10 %, and three tenths more in
 * one growing quarter. How many customers must change hands to be back within 3 %? gpmetis divides anew; its parts are
 * renamed after this month's as well as they match.
 */
import { join } from 'node:path'
import { type BarResult, type Bench, faultsOf, percent, type Row, verdictIf } from '../bench.ts'
import { runGpmetis } from '../child.ts'
import type { Instance, InstanceName } from '../instances.ts'
import { writeMetisFile } from '../metisFile.ts'
import { solveOrThrow } from '../ours.ts'
import { normal, numberStream } from '../random.ts'
import { relabel } from '../scorer.ts'
import { median } from '../units.ts'

const TOLERANCE = 0.03
const SPREAD = 0.1
const GROWTH = { factor: 1.3, x: 0.3, y: -0.2, reach: 0.12 }

export function measureNextMonth(bench: Bench): BarResult {
  const names: InstanceName[] = bench.isQuick ? ['s20k'] : ['s20k', 's100k']
  return { rows: names.map((name) => measure(bench, name)) }
}

function measure(bench: Bench, name: InstanceName): Row {
  const instance = bench.instance(name)
  const { parts } = instance
  const now = instance.graph.vertexWeights[0]!
  const next = nextMonth(instance)
  const thisGraph = { ...instance.graph, vertexWeights: [now] }
  const nextGraph = { ...instance.graph, vertexWeights: [next] }
  const options = { parts, tolerances: [TOLERANCE], ...(bench.preset && { preset: bench.preset }) }
  const file = join(bench.scratch, 'next.graph')
  writeMetisFile(file, nextGraph, [next])
  const runs = bench.seeds.map((seed) => {
    const old = solveOrThrow(thisGraph, { ...options, seed })
    const before = bench.judge('ours', nextGraph, old, parts)
    const anew = relabel(next, runGpmetis(file, parts, seed, bench.scratch).part, old, parts)
    const rival = bench.judge('rival', nextGraph, anew, parts, old)
    const back = solveOrThrow(nextGraph, { ...options, seed, rules: { current: { parts: old } } })
    const after = bench.judge('ours', nextGraph, back, parts, old)
    bench.progress(
      `${name} seed ${seed}: the plan is off by ${percent(before.worst)}; ` +
        `${percent(after.moved![0]!)} moved leave ${percent(after.worst)}`,
    )
    return { before, after, rival }
  })
  const moved = median(runs.map(({ after }) => after.moved![0]!))
  const worst = Math.max(...runs.map(({ after }) => after.worst))
  const rivalMoved = median(runs.map(({ rival }) => rival.moved![0]!))
  const rivalWorst = median(runs.map(({ rival }) => rival.worst))
  const isSound = worst <= TOLERANCE + 1e-9 && runs.every(({ after }) => faultsOf(after) === 0)
  return {
    bar: 7,
    what: `${name}: next month, off by ${percent(median(runs.map(({ before }) => before.worst)), 0)}; customers moved to be within 3 %`,
    must: '≤ 5 %',
    stretch: '≤ 2.5 %',
    ours: `${percent(moved, 2)}, off by ${percent(worst)}`,
    rival: `${percent(rivalMoved)}, off by ${percent(rivalWorst)}`,
    ratio: (moved / rivalMoved).toFixed(2),
    holds: verdictIf(isSound, moved, 0.05, 0.025),
  }
}

function nextMonth({ graph, positions }: Instance): Float64Array {
  const stream = numberStream(99)
  let radius = 0
  for (let v = 0; v < graph.vertexCount; v++) {
    radius = Math.max(radius, Math.hypot(positions[2 * v]!, positions[2 * v + 1]!))
  }
  return graph.vertexWeights[0]!.map((customers, v) => {
    const spread = Math.exp(SPREAD * normal(stream))
    const distance = Math.hypot(positions[2 * v]! - GROWTH.x * radius, positions[2 * v + 1]! - GROWTH.y * radius)
    return Math.round(customers * spread * (distance < GROWTH.reach * radius ? GROWTH.factor : 1))
  })
}
