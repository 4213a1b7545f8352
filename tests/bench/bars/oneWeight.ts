/**
 * One weight at 3 %, both solvers as commands, turn by turn: cut, CPU, compactness and peak memory.
 * The river instances are solved for the count of broken parts alone.
 */
import { type BarResult, type Bench, count, percent, type Row, verdict, verdictIf } from '../bench.ts'
import { type PartitionRun, runGpmetis, runShapan, startUpSeconds } from '../child.ts'
import type { InstanceName } from '../instances.ts'
import type { Score } from '../scorer.ts'
import { median } from '../units.ts'

const TOLERANCE = 0.03
const LARGEST = 's500k'

type Judged = PartitionRun & { score: Score }

/** Mean Polsby–Popper to stretch for, where KaHIP's is known. */
const ROUND: Partial<Record<InstanceName, number>> = { s20k: 0.578, s100k: 0.59 }

export function measureOneWeight(bench: Bench): BarResult {
  const names: InstanceName[] = bench.isQuick
    ? ['s2k', 's20k', 'r20k', 'ri20k']
    : ['s2k', 's20k', 's100k', 's500k', 'r20k', 'ri20k']
  const startUp = startUpSeconds(bench.scratch)
  bench.progress(`\`shapan solve\` takes ${startUp.toFixed(2)} s of CPU for a graph of two vertices`)
  const rows: Row[] = []
  for (const name of names) {
    const { ours, rivals } = alternate(bench, name)
    const isMeasured = name.startsWith('s')
    if (isMeasured)
      rows.push(cutRow(name, ours, rivals), timeRow(name, ours, rivals, startUp), roundnessRow(name, ours, rivals))
    if (name === LARGEST) rows.push(memoryRow(ours, rivals))
  }
  return { rows: rows.sort((a, b) => a.bar - b.bar) }
}

function alternate(bench: Bench, name: InstanceName): { ours: Judged[]; rivals: Judged[] } {
  const { graph: whole, parts, oneWeightFile } = bench.instance(name)
  const graph = { ...whole, vertexWeights: whole.vertexWeights.slice(0, 1) }
  const ours: Judged[] = []
  const rivals: Judged[] = []
  const { preset, scratch } = bench
  for (const seed of bench.seeds) {
    const rival = runGpmetis(oneWeightFile, parts, seed, scratch)
    rivals.push({ ...rival, score: bench.judge('rival', graph, rival.part, parts) })
    const own = runShapan(oneWeightFile, { parts, tolerance: TOLERANCE, seed, preset, scratch })
    ours.push({ ...own, score: bench.judge('ours', graph, own.part, parts) })
    bench.progress(
      `${name} seed ${seed}: cut ${ours.at(-1)!.score.cut} against ${rivals.at(-1)!.score.cut}, ` +
        `CPU ${own.cpuSeconds.toFixed(2)} s against ${rival.cpuSeconds.toFixed(3)} s`,
    )
  }
  return { ours, rivals }
}

function cutRow(name: string, ours: Judged[], rivals: Judged[]): Row {
  const cut = median(ours.map((run) => run.score.cut))
  const rivalCut = median(rivals.map((run) => run.score.cut))
  const worst = Math.max(...ours.map((run) => run.score.worst))
  const rivalWorst = Math.max(...rivals.map((run) => run.score.worst))
  return {
    bar: 1,
    what: `${name}: cut, one weight within 3 %`,
    must: '≤ 1.00',
    stretch: '≤ 0.95',
    ours: `${count(cut)}, off by ${percent(worst)}`,
    rival: `${count(rivalCut)}, off by ${percent(rivalWorst)}`,
    ratio: (cut / rivalCut).toFixed(3),
    holds: verdictIf(worst <= TOLERANCE + 1e-9, cut / rivalCut, 1, 0.95),
  }
}

function timeRow(name: string, ours: Judged[], rivals: Judged[], startUp: number): Row {
  const seconds = median(ours.map((run) => run.cpuSeconds)) - startUp
  const rivalSeconds = median(rivals.map((run) => run.cpuSeconds))
  return {
    bar: 2,
    what: `${name}: CPU to reach it, start-up aside`,
    must: '≤ 10',
    stretch: '≤ 4',
    ours: `${seconds.toFixed(2)} s`,
    rival: `${rivalSeconds.toFixed(3)} s`,
    ratio: (seconds / rivalSeconds).toFixed(1),
    holds: verdict(seconds / rivalSeconds, 10, 4),
  }
}

function roundnessRow(name: InstanceName, ours: Judged[], rivals: Judged[]): Row {
  const round = median(ours.map((run) => run.score.compactness.mean))
  const rivalRound = median(rivals.map((run) => run.score.compactness.mean))
  const goal = ROUND[name]
  const must = round / rivalRound >= 1.05
  return {
    bar: 6,
    what: `${name}: mean Polsby–Popper`,
    must: '≥ 1.05 ×',
    stretch: goal ? `≥ ${goal}` : '',
    ours: round.toFixed(3),
    rival: rivalRound.toFixed(3),
    ratio: (round / rivalRound).toFixed(3),
    holds: must ? (goal !== undefined && round >= goal ? 'stretch' : 'must') : 'no',
  }
}

function memoryRow(ours: Judged[], rivals: Judged[]): Row {
  const peak = Math.max(...ours.map((run) => run.peakMb))
  const rivalPeak = Math.max(...rivals.map((run) => run.peakMb))
  return {
    bar: 9,
    what: `${LARGEST}: peak memory`,
    must: '≤ 600 MB',
    stretch: '≤ 400 MB',
    ours: `${peak.toFixed(0)} MB`,
    rival: `${rivalPeak.toFixed(0)} MB`,
    ratio: (peak / rivalPeak).toFixed(1),
    holds: verdict(peak, 600, 400),
  }
}
