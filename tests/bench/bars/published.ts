/** Instances of other fields whose best plans are published: districting, territory design, plain graphs. */
import { measureArchive } from '../archive.ts'
import { type BarResult, type Bench, notMeasured, percent, type Row, verdict, verdictIf } from '../bench.ts'
import { measureEnumerated } from '../enumerated.ts'
import { measureRedistricting } from '../redistricting.ts'
import { measureTerritories, summarizeTerritories } from '../territory.ts'
import { geometricMean, median } from '../units.ts'

type Goal = Pick<Row, 'bar' | 'what' | 'must' | 'stretch'>

const measures: (Goal & { measure: (bench: Bench, dataDirectory: string, goal: Goal) => Row })[] = [
  {
    bar: 10,
    what: 'redistricting within 0.5 %: cut ÷ optimum, geometric mean',
    must: '11 feasible, ≤ 1.05',
    stretch: '1.00 on ≥ 9',
    measure: redistricting,
  },
  {
    bar: 11,
    what: 'territory design, three activities within 5 %: dispersion ÷ published, geometric mean',
    must: '50 feasible, ≤ 1.10',
    stretch: '≤ 1.00',
    measure: territories,
  },
  {
    bar: 12,
    what: '25 precincts, all plans known: the least cut at 1, 5, 10 and 20 %',
    must: 'found',
    stretch: 'found',
    measure: enumerated,
  },
  {
    bar: 14,
    what: 'Walshaw’s archive, two parts within 5 %: cut ÷ best known, geometric mean',
    must: '≤ 1.10',
    stretch: '≤ 1.03',
    measure: archive,
  },
]

export function measurePublished(bench: Bench, bars: readonly number[]): BarResult {
  const rows = measures
    .filter(({ bar }) => bars.includes(bar))
    .map(({ measure, ...goal }) => {
      bench.progress(goal.what)
      const { dataDirectory } = bench
      return dataDirectory
        ? measure(bench, dataDirectory, goal)
        : notMeasured(goal.bar, goal.what, goal.must, goal.stretch, 'no data')
    })
  return { rows }
}

function redistricting(bench: Bench, dataDirectory: string, goal: Goal): Row {
  const rows = measureRedistricting(dataDirectory, bench.publishedPreset, bench.seeds)
  const feasible = rows.filter(({ cuts }) => cuts.every(Number.isFinite)).length
  const ratios = rows.map(({ cuts, best }) => median(cuts) / best)
  const optimal = ratios.filter((ratio) => ratio <= 1).length
  const mean = geometricMean(ratios)
  return {
    ...goal,
    ours: `${feasible} of ${rows.length} feasible with every seed, ${optimal} at the optimum`,
    rival: 'published optima; METIS 8 of 11 feasible in 40 seeds',
    ratio: mean.toFixed(3),
    holds: verdictIf(feasible === rows.length, optimal >= 9 ? 1 : mean, 1.05, optimal >= 9 ? 1 : 0),
  }
}

function territories(bench: Bench, dataDirectory: string, goal: Goal): Row {
  const rows = measureTerritories(dataDirectory, bench.publishedPreset, bench.seeds)
  const { runs, feasible, geometricMean: mean, worst, atMostPublished } = summarizeTerritories(rows)
  return {
    ...goal,
    ours: `${feasible} of ${runs} plans of ${rows.length} instances feasible, ${atMostPublished} instances no worse, worst ${worst.toFixed(3)}`,
    rival: 'published plans (ALNS)',
    ratio: mean.toFixed(3),
    holds: verdictIf(feasible === runs, mean, 1.1, 1),
  }
}

function enumerated(bench: Bench, dataDirectory: string, goal: Goal): Row {
  const rows = measureEnumerated(dataDirectory, bench.publishedPreset, bench.seeds)
  const isFound = rows.every(({ cuts, optimum }) => cuts.every((cut) => cut === optimum))
  return {
    ...goal,
    ours: rows.map(({ deviation, cuts }) => `${Math.max(...cuts)} at ${percent(deviation, 0)}`).join(', '),
    rival: rows.map(({ optimum }) => optimum).join(', '),
    ratio: '',
    holds: isFound ? 'stretch' : 'no',
  }
}

function archive(bench: Bench, dataDirectory: string, goal: Goal): Row {
  const rows = measureArchive(dataDirectory, bench.publishedPreset, bench.seeds)
  const ratios = rows.map(({ cuts, best }) => median(cuts) / best)
  const mean = geometricMean(ratios)
  return {
    ...goal,
    ours: rows.map(({ name, cuts }) => `${name} ${median(cuts)}`).join(', '),
    rival: rows.map(({ best }) => best).join(', '),
    ratio: mean.toFixed(3),
    holds: verdict(mean, 1.1, 1.03),
  }
}
