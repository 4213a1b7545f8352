/**
 * Measures every goal of the partition engine in one run and writes the tables of docs/benchmarks.md.
 *
 *   npm run bench:partition -- [--only 1,2,9] [--seeds 1,2,3] [--preset balanced] [--quick] [--instances DIR] [--data DIR]
 *
 * Instances are made anew, or read from NAME.w1.graph, NAME.w2.graph and NAME.xy of --instances. Real and published data
 * is read from --data, or SHAPAN_DATA. --quick leaves out the large instances. Only a run of everything, or one with
 * --write, replaces the tables between the markers in docs/benchmarks.md; any other prints them.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { PresetName } from '../../partition/index.ts'
import { countFaults } from './bars/faults.ts'
import { measureLatticeBar } from './bars/lattice.ts'
import { measureNextMonth } from './bars/nextMonth.ts'
import { measureOneWeight } from './bars/oneWeight.ts'
import { measurePublished } from './bars/published.ts'
import { measureShuffle } from './bars/shuffle.ts'
import { measureTaipei } from './bars/taipei.ts'
import { measureTwoWeights } from './bars/twoWeights.ts'
import { type BarResult, Bench, count, type Frontier, notMeasured, percent, type Row } from './bench.ts'
import { hasGpmetis } from './child.ts'

const BARS = 15
const PRESETS: readonly PresetName[] = ['fast', 'balanced', 'quality']
const REPORT = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md')
const BEGIN = '<!-- bench:partition -->'
const END = '<!-- /bench:partition -->'

const { values } = parseArgs({
  options: {
    instances: { type: 'string' },
    data: { type: 'string' },
    only: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    preset: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})

if (!hasGpmetis()) {
  console.error('gpmetis is missing: install it (Debian, Ubuntu: `apt-get install metis`; macOS: `brew install metis`)')
  process.exit(1)
}

const only = numbersOf('--only', values.only, 1, BARS) ?? Array.from({ length: BARS }, (_, index) => index + 1)
const seeds = numbersOf('--seeds', values.seeds, 0, 2 ** 32 - 1) ?? []
const preset = PRESETS.find((name) => name === values.preset)
if (values.preset && !preset) throw new Error(`--preset is ${values.preset}; it is one of ${PRESETS.join(', ')}`)
const scratch = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
try {
  const bench = new Bench({
    seeds,
    preset,
    isQuick: values.quick,
    dataDirectory: values.data ?? process.env.SHAPAN_DATA,
    instanceDirectory: values.instances,
    scratch,
  })
  const text = report(measure(bench), bench)
  console.log(text)
  if (values.write || (!values.only && !values.quick)) replaceTables(text)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function numbersOf(option: string, list: string | undefined, least: number, most: number): number[] | undefined {
  return list?.split(',').map((word) => {
    const number = Number(word)
    if (word !== '' && Number.isInteger(number) && number >= least && number <= most) return number
    throw new Error(`${option} names "${word}"; it is a list of whole numbers from ${least} to ${most}, as in 1,2,3`)
  })
}

function measure(bench: Bench): { rows: Row[]; frontiers: Frontier[] } {
  const groups: { bars: number[]; measure: (bench: Bench, bars: readonly number[]) => BarResult }[] = [
    { bars: [1, 2, 6, 9], measure: measureOneWeight },
    { bars: [3, 4], measure: measureTwoWeights },
    { bars: [5], measure: countFaults },
    { bars: [7], measure: measureNextMonth },
    { bars: [8], measure: measureShuffle },
    { bars: [10, 11, 12, 14], measure: measurePublished },
    { bars: [13], measure: measureLatticeBar },
    { bars: [15], measure: measureTaipei },
  ]
  const results = groups
    .filter(({ bars }) => bars.some((bar) => only.includes(bar)))
    .map((group): BarResult => {
      try {
        return group.measure(bench, only)
      } catch (error) {
        // One that fails should not take an hour of the others with it.
        const reason = error instanceof Error ? error.message : String(error)
        bench.progress(`failed: ${reason}`)
        process.exitCode = 1
        return { rows: group.bars.map((bar) => notMeasured(bar, '', '', '', reason)) }
      }
    })
  const rows = results.flatMap((result) => result.rows)
  rows.push(faultRow(bench))
  return {
    rows: rows.filter(({ bar }) => only.includes(bar)).sort((a, b) => a.bar - b.bar),
    frontiers: results.flatMap((result) => result.frontiers ?? []),
  }
}

function faultRow({ tally }: Bench): Row {
  const wordsOf = ({ faults, plans }: { faults: number; plans: number }) => `${count(faults)} in ${plans} plans`
  return {
    bar: 5,
    what: 'parts in pieces, empty parts and unassigned vertices over all plans above',
    must: '0',
    stretch: '0',
    ours: wordsOf(tally.ours),
    rival: wordsOf(tally.rival),
    ratio: '',
    holds: tally.ours.plans === 0 ? 'not measured' : tally.ours.faults === 0 ? 'stretch' : 'no',
  }
}

function report({ rows, frontiers }: { rows: Row[]; frontiers: Frontier[] }, bench: Bench): string {
  const arguments_ = process.argv.slice(2).map((word) => (word.startsWith('/') ? 'DIR' : word))
  const command = ['npm run bench:partition', ...(arguments_.length > 0 ? ['--', ...arguments_] : [])].join(' ')
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
  const machine = `${processor}, ${availableParallelism()} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
  return [
    `\`${command}\`: ${machine}; medians of seeds ${bench.seeds.join(', ')}.`,
    '',
    table(
      ['#', 'what', 'must', 'stretch', 'Shapan', 'rival', 'ratio', 'holds'],
      rows.map((row) => [row.bar, row.what, row.must, row.stretch, row.ours, row.rival, row.ratio, row.holds]),
    ),
    ...frontiers.flatMap(({ title, points }) => [
      '',
      `${title}:`,
      '',
      table(
        ['solver', 'setting', 'worst deviation', 'cut', 'mean Polsby–Popper', 'parts in pieces or empty'],
        points.map((point) => [
          point.solver,
          point.setting,
          percent(point.worst),
          count(point.cut),
          point.compactness.toFixed(3),
          point.faults,
        ]),
      ),
    ]),
  ].join('\n')
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function replaceTables(text: string): void {
  const page = readFileSync(REPORT, 'utf8')
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from === -1 || to < from) throw new Error(`${REPORT} lacks the markers ${BEGIN} and ${END}`)
  writeFileSync(REPORT, `${page.slice(0, from + BEGIN.length)}\n${text}\n${page.slice(to)}`)
  console.error(`wrote ${REPORT}`)
}
