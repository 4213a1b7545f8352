/**
 * Customers and revenue together. Where the two lie apart no plan is good at everything, so Shapan is run at several
 * settings and all points are shown beside gpmetis's: on both weights, and on their normalised sum.
 */
import { type BarResult, type Bench, count, type FrontierPoint, percent, type Row, verdict } from '../bench.ts'
import type { InstanceName } from '../instances.ts'
import { ownPoint, settingsFor } from '../ours.ts'
import { rivalPoint, summedWeight } from '../rivals.ts'

const CUT_ALLOWED = 1.08

export function measureTwoWeights(bench: Bench, bars: readonly number[]): BarResult {
  const mild: InstanceName[] = bars.includes(3) ? (bench.isQuick ? ['m20k'] : ['m20k', 'm100k']) : []
  const strong: InstanceName[] = bars.includes(4) ? (bench.isQuick ? ['s20k'] : ['s20k', 's100k']) : []
  const frontiers = [...mild, ...strong].map((name) => ({ title: name, points: measureFrontier(bench, name) }))
  const rows = frontiers.flatMap(({ title, points }) =>
    title.startsWith('m') ? [deviationRow(title, points)] : dominanceRows(title, points),
  )
  return {
    rows,
    frontiers: frontiers.map(({ title, points }) => ({ title: `${title}: customers and revenue`, points })),
  }
}

function measureFrontier(bench: Bench, name: InstanceName): FrontierPoint[] {
  const { graph, parts } = bench.instance(name)
  bench.progress(`${name}, two weights`)
  return [
    rivalPoint(bench, graph, parts, 'both weights', graph.vertexWeights),
    rivalPoint(bench, graph, parts, 'summed weights', [summedWeight(graph, parts)]),
    ...settingsFor(bench, name.startsWith('m') ? 'mild' : 'strong').map((setting) =>
      ownPoint(bench, graph, parts, setting),
    ),
  ]
}

const isOurs = ({ solver }: FrontierPoint) => solver === 'Shapan'

/** The least deviation among our points whose cut is near enough to the workaround's. */
function deviationRow(name: string, points: readonly FrontierPoint[]): Row {
  const summed = points.find(({ setting }) => setting === 'summed weights')!
  const near = points.filter((point) => isOurs(point) && point.cut <= CUT_ALLOWED * summed.cut)
  const best = near.toSorted((a, b) => a.worst - b.worst)[0]
  const goal = { bar: 3, what: `${name}: worst of both weights, cut ≤ 1.08 ×`, must: '≤ 7 %', stretch: '≤ 5 %' }
  const rival = `${percent(summed.worst)} at ${count(summed.cut)}`
  if (!best) {
    const least = Math.min(...points.filter(isOurs).map(({ cut }) => cut))
    const ours = `no point has so small a cut; the least is ${count(least)}`
    return { ...goal, ours, rival, ratio: '', holds: 'no' }
  }
  return {
    ...goal,
    ours: `${percent(best.worst)} at ${count(best.cut)} (${best.setting})`,
    rival,
    ratio: (best.worst / summed.worst).toFixed(2),
    holds: verdict(best.worst, 0.07, 0.05),
  }
}

function dominanceRows(name: string, points: readonly FrontierPoint[]): Row[] {
  const rival = points.find(({ setting }) => setting === 'both weights')!
  const ours = points.filter(isOurs)
  const better = ours.filter((point) => isBetterEverywhere(point, rival)).toSorted((a, b) => a.worst - b.worst)
  const nearest = better[0] ?? ours.toSorted((a, b) => a.worst - b.worst)[0]!
  const frontier = ours.filter((point) => !ours.some((other) => dominates(other, point)))
  const isUndominated = !frontier.some((point) => points.some((other) => !isOurs(other) && dominates(other, point)))
  return [
    {
      bar: 4,
      what: `${name}: deviation, cut and Polsby–Popper at once, both weights`,
      must: 'all better',
      stretch: 'no rival point dominates our frontier',
      ours: `${figuresOf(nearest)} (${nearest.setting})`,
      rival: figuresOf(rival),
      ratio: `${(nearest.worst / rival.worst).toFixed(2)}, ${(nearest.cut / rival.cut).toFixed(2)}, ${(nearest.compactness / rival.compactness).toFixed(2)}`,
      holds: better.length > 0 ? (isUndominated ? 'stretch' : 'must') : 'no',
    },
  ]
}

function figuresOf({ worst, cut, compactness }: FrontierPoint): string {
  return `${percent(worst)}, ${count(cut)}, ${compactness.toFixed(3)}`
}

function isBetterEverywhere(a: FrontierPoint, b: FrontierPoint): boolean {
  return a.worst < b.worst && a.cut < b.cut && a.compactness > b.compactness
}

/** As good in all three and better in one; a plan in pieces dominates nothing. */
function dominates(a: FrontierPoint, b: FrontierPoint): boolean {
  const isAsGood = a.worst <= b.worst && a.cut <= b.cut && a.compactness >= b.compactness
  return a.faults === 0 && isAsGood && (a.worst < b.worst || a.cut < b.cut || a.compactness > b.compactness)
}
