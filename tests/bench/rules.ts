/**
 * What rules cost, and whether they hold: `npm exec -- node tests/bench/rules.ts [--sets 200] [--data DIR]`. CPU of a solve of the demo city by
 * all rules over one by none; random rule sets of the demo and, with `--data` or SHAPAN_DATA, of Taipei, each plan held against the rows
 * that its rules are of; units kept whole that are split, over 20 seeds.
 */
import { parseArgs } from 'node:util'
import type { PartitionInput } from '../../server/contract/partitionRequest.ts'
import { computePlan } from '../../server/plans/computePlan.ts'
import { brokenThings } from '../unit/server/plans/brokenThings.ts'
import { type RuledCity, randomRules, ruledInput } from '../unit/server/plans/randomRules.ts'
import { demoCity, taipei } from './rules/ruledCities.ts'
import { markdownTable, median, timed } from './units.ts'

const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '20' },
    data: { type: 'string', default: process.env.SHAPAN_DATA ?? '' },
  },
})
const costSeeds = 10
const control = { onProgress: () => {}, isCancelled: () => false, now: () => performance.now() }
const asked = { grids: 60, tolerance: 0.05, weights: ['customers'] } satisfies PartitionInput

const cities: { name: string; city: RuledCity; grids: number }[] = [
  { name: 'demo', city: await demoCity(), grids: 60 },
  ...(values.data ? [{ name: 'Taipei', city: await taipei(values.data), grids: 60 }] : []),
]

const [demo] = cities
console.log(
  markdownTable(
    ['rule', '÷ without, CPU of all seeds', 'median s', 'most s', 'with a limit of 2 s'],
    costRows(demo!.city),
  ),
)
console.log()
console.log(
  markdownTable(
    ['city', 'cells', 'units', 'rule sets', 'plans', 'refused in words', 'broken', 'units split, of seeds'],
    cities.map(({ name, city, grids }) => {
      const { made, refused, broken } = tryRules(city, Number(values.sets), grids)
      const split = countSplit(city, Number(values.seeds), grids)
      return [
        name,
        city.cellIds.length,
        city.units.length,
        values.sets,
        made,
        refused,
        broken,
        `${split} of ${values.seeds}`,
      ]
    }),
  ),
)

/** Each rule by itself, and all of them. */
function costRows(city: RuledCity): (string | number)[][] {
  const unit = (at: number) => {
    const { kind, code } = city.units.filter(({ cells }) => cells.length > 1)[at]!
    return { place: { kind, code } }
  }
  const rules = {
    keepWhole: ['estate', 'park'],
    barriers: ['river', 'expressway'],
    districts: 'avoid',
    pins: [0, 20, 40].map((at, grid) => ({ ...unit(at), grid: grid + 1 })),
    apart: [
      [unit(1), unit(2)],
      [unit(3), unit(4)],
      [unit(5), unit(6)],
    ],
    classB: { areas: [{ kind: 'district', code: city.districts[0]!.code }] },
  } satisfies Partial<PartitionInput>
  const sets: [string, Partial<PartitionInput>][] = [
    ...Object.entries(rules).map(([name, rule]): [string, Partial<PartitionInput>] => [name, { [name]: rule }]),
    ['all', rules],
  ]
  // A search that has found no division within tolerance is done again: one seed by itself says little.
  const secondsOf = (rule: Partial<PartitionInput>) =>
    Array.from({ length: costSeeds }, (_, seed) => {
      const input = ruledInput(city, { ...asked, ...rule, seed: seed + 1 })
      return timed(() => computePlan(input, control)).seconds
    })
  const plain = secondsOf({})
  return [['none', {}] as [string, Partial<PartitionInput>], ...sets].map(([name, rule]) => {
    const seconds = name === 'none' ? plain : secondsOf(rule)
    const limited = ruledInput(city, { ...asked, ...rule, seed: 1, timeLimitSeconds: 2 })
    const start = performance.now()
    const plan = computePlan(limited, control)
    const wall = ((performance.now() - start) / 1000).toFixed(1)
    const ratio = sumOf(seconds) / sumOf(plain)
    return [
      name,
      ratio.toFixed(2),
      median(seconds).toFixed(2),
      Math.max(...seconds).toFixed(2),
      plan.ok ? `valid after ${wall} s` : plan.reason,
    ]
  })
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function tryRules(city: RuledCity, sets: number, grids: number) {
  const counts = { made: 0, refused: 0, broken: 0 }
  for (let seed = 1; seed <= sets; seed++) {
    const input = randomRules(city, seed, { grids: [Math.ceil(grids / 3), grids] })
    const plan = computePlan(input, control)
    if (plan.ok) {
      counts.made++
      const broken = brokenThings(input, plan)
      if (broken.length > 0) {
        counts.broken++
        console.error(`seed ${seed}: ${broken.join('; ')}`)
      }
    } else if (plan.reason === 'unsolvable') counts.refused++
    else {
      counts.broken++
      console.error(`seed ${seed}: ${JSON.stringify(plan).slice(0, 500)}`)
    }
  }
  return counts
}

function countSplit(city: RuledCity, seeds: number, grids: number): number {
  const keepWhole = [...new Set(city.units.map(({ kind }) => kind))]
  let split = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const input = ruledInput(city, { ...asked, grids, preset: 'fast', keepWhole, seed })
    const plan = computePlan(input, control)
    if (!plan.ok) throw new Error(JSON.stringify(plan))
    split += brokenThings(input, plan).length
  }
  return split
}
