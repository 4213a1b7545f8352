import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import type {
  Candidate,
  CandidatesResult,
  Graph,
  PresetName,
  Rules,
  SizeBand,
  SolveOptions,
  SolveResult,
} from '../../../partition/index.ts'
import { ShapanError } from '../../base/errors.ts'
import { graphNoteText, graphRefusalText } from '../../contract/noteText.ts'
import { makeDirectory, writeAtomically } from '../../files/atomicFile.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { readText } from '../../files/textFile.ts'
import { countBrokenParts } from '../brokenParts.ts'
import { exitCodes } from '../exitCodes.ts'
import { filesOf, InputArgument, InputOption, OutputOption } from '../fileOptions.ts'
import * as parse from '../options.ts'
import { formatCount, formatDeviation, printResult } from '../output.ts'
import { createProgressBar } from '../progressBar.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { type FileRules, readRules } from '../rulesFile.ts'
import type { Shell } from '../shell.ts'
import { readPartFile } from '../vertexFile.ts'

interface Options {
  parts?: number
  sizeBand?: SizeBand
  tolerance?: number[]
  soft?: number[]
  preset?: PresetName
  compactness?: number
  rules?: string
  encoding?: Encoding
  current?: string
  budget?: number
  timeLimit?: number
  seed: number
  out?: string
  candidates?: string
  json?: true
}

type Solved = Extract<SolveResult, { ok: true }>

export function addSolve(program: Command, { output, endWith }: Shell): void {
  program
    .command('solve')
    .description('divide a METIS graph file into connected parts; needs no database')
    .addArgument(new InputArgument('<graph>'))
    .option('--parts <k>', 'how many parts; with --current as many as there are', parse.wholeNumber(1, 65535))
    .option(
      '--size-band <from-to>',
      'size of a part in units of the first weight, instead of --parts',
      parse.parseSizeBand,
    )
    .option(
      '--tolerance <fractions>',
      'allowed deviation from the average part, both ways: one for all weights, or one a weight (3%,10%)',
      parse.parseTolerances,
    )
    .option('--soft <numbers>', 'weights (from 1) that come as near as the others leave them', parse.parseWeightNumbers)
    .option('--preset <name>', 'how long to search: fast, balanced or quality', parse.parsePreset)
    .option('--compactness <share>', '0 puts balance before short borders, 1 the other way round', parse.parseShare)
    .addOption(new InputOption('--rules <file>', 'barriers, units, districts and more, as JSON'))
    .option('--encoding <name>', parse.encodingHelp('the rules'), parse.parseEncoding)
    .addOption(
      new InputOption('--current <file>', "today's parts, one a line (-1 for none): the new ones stay near them"),
    )
    .option('--budget <share>', 'largest share of the first weight that may move', parse.parseShare)
    .option('--time-limit <time>', 'end the search after 10s or 2m with the best found', parse.parseTimeLimit)
    .option('--seed <n>', 'the same seed gives the same parts', parse.wholeNumber(0, 4294967295), 1)
    .addOption(new OutputOption('--out <file>', 'where to write one 0-based part id a line'))
    .addOption(
      new OutputOption(
        '--candidates <dir>',
        'instead of --out: several plans to choose from, and frontier.json',
        (directory) => candidateFiles.map((file) => join(directory, file)),
      ),
    )
    .option('--json', 'print cut, balance, contiguity, time and memory as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan solve city.graph --parts 60 --tolerance 3% --seed 7 --out city.parts --json',
    )
    .action(async (path: string, options: Options, command: Command) => {
      refuseContradictions(options)
      const engine = await import('../../../partition/index.ts')
      const graph = await readGraph(path, options.preset)
      const file =
        options.rules === undefined ? undefined : await readRules(options.rules, graph.vertexCount, options.encoding)
      if (file?.positionsPath !== undefined)
        refuseFiles([{ name: 'the positions', path: file.positionsPath }], filesOf(command).outputs)
      const solveOptions = await toSolveOptions(graph, options, file)
      try {
        engine.checkOptions(graph, solveOptions)
      } catch (error) {
        if (error instanceof RangeError) throw new ShapanError('invalid-request', `Cannot solve: ${error.message}`)
        throw error
      }
      const bar = createProgressBar(output)
      const started = performance.now()
      const { timeLimit } = options
      const running: SolveOptions = {
        ...solveOptions,
        onProgress: ({ stage, fraction }) => bar.update(stage, fraction),
        ...(timeLimit !== undefined && { shouldStop: () => performance.now() - started >= timeLimit * 1000 }),
      }
      let result: SolveResult | CandidatesResult
      try {
        result = options.candidates === undefined ? engine.solve(graph, running) : engine.candidates(graph, running)
      } finally {
        bar.end()
      }
      const seconds = Number(((performance.now() - started) / 1000).toFixed(3))
      const { rules } = solveOptions
      if (!result.ok) throw new ShapanError('solve-failed', graphRefusalText(result.refusal, rules?.ids))

      const about = { vertices: graph.vertexCount, edges: graph.neighbors.length / 2 }
      const measure = () => ({ seconds, peakMemoryMb: Number((process.resourceUsage().maxRSS / 1024).toFixed(1)) })
      if ('parts' in result) {
        await writeAtomically(options.out!, [engine.formatMetisPartition(result.parts)])
        const summary = { ...about, ...describe(graph, result, rules), ...measure() }
        printResult(output, options.json === true, summary, () => [
          `${formatCount(summary.vertices)} vertices in ${summary.parts} parts: cut ${formatCount(summary.cut)}, ${seconds} s, ${summary.peakMemoryMb} MB`,
          ...linesOf(summary),
        ])
        if (isBroken(summary)) endWith(exitCodes.failed)
        return
      }
      const files = await writeCandidates(options.candidates!, result, engine.formatMetisPartition)
      const described = files.map(({ kind, file, plan }) => ({ kind, file, ...describe(graph, plan, rules) }))
      const { frontier, stopped } = result
      const summary = { ...about, candidates: described, frontier, stopped, ...measure() }
      printResult(output, options.json === true, summary, () =>
        described.flatMap(({ kind, file, ...plan }) => [
          `${kind}: ${plan.parts} parts, cut ${formatCount(plan.cut)}, in ${file}`,
          ...linesOf(plan).map((line) => `  ${line}`),
        ]),
      )
      if (described.some(isBroken)) endWith(exitCodes.failed)
    })
}

function refuseContradictions(options: Options): void {
  const { parts, sizeBand, tolerance, rules, encoding, current, budget, out, candidates } = options
  const refuse = (message: string): never => {
    throw new ShapanError('invalid-request', message)
  }
  if (parts !== undefined && sizeBand) refuse('Either --parts or --size-band says how many parts, not both')
  if (parts === undefined && !sizeBand && current === undefined)
    refuse('How many parts? Give --parts, --size-band, or the parts of today as --current')
  if (!tolerance && !sizeBand) refuse('A --tolerance is needed, such as 3%')
  if (budget !== undefined && current === undefined) refuse('A --budget needs --current, the parts of today')
  if (encoding !== undefined && rules === undefined)
    refuse('An --encoding is that of --rules: graphs and parts are digits, leave it out')
  if ((out === undefined) === (candidates === undefined))
    refuse('Either --out or --candidates says where the parts go, and one of them is needed')
}

async function toSolveOptions(graph: Graph, options: Options, file: FileRules | undefined): Promise<SolveOptions> {
  const weightCount = graph.vertexWeights.length
  const { tolerance = [0.05], soft, preset, compactness, sizeBand, budget } = options
  if (tolerance.length !== 1 && tolerance.length !== weightCount) {
    const message = `${tolerance.length} tolerances for ${weightCount} weights: give one for all, or one a weight`
    throw new ShapanError('invalid-request', message)
  }
  const beyond = soft?.find((number) => number > weightCount)
  if (beyond !== undefined)
    throw new ShapanError('invalid-request', `--soft names weight ${beyond}; the graph has ${weightCount}`)
  if (file?.locked && options.current === undefined)
    throw new ShapanError('invalid-request', `${options.rules} locks parts of today: give these as --current`)
  const today = options.current === undefined ? undefined : await readPartFile(options.current, graph.vertexCount)
  const current = today && {
    current: { parts: today, ...(file?.locked && { locked: file.locked }), ...(budget !== undefined && { budget }) },
  }
  return {
    parts: options.parts ?? sizeBand ?? today!.reduce((most, part) => Math.max(most, part + 1), 1),
    tolerances: tolerance.length === weightCount ? tolerance : graph.vertexWeights.map(() => tolerance[0]!),
    ...(soft && { soft: graph.vertexWeights.map((_, c) => soft.includes(c + 1)) }),
    seed: options.seed,
    ...(preset && { preset }),
    ...(compactness !== undefined && { compactness }),
    ...((file || current) && { rules: { ...file?.rules, ...current } }),
  }
}

type Description = ReturnType<typeof describe>

function describe(graph: Graph, result: Solved, rules: Rules | undefined) {
  const { nonContiguousParts, emptyParts } = countBrokenParts(graph, result.parts, result.partCount, rules)
  return {
    parts: result.partCount,
    cut: result.cut,
    weights: result.weights,
    withinTolerance: result.withinTolerance,
    ...(result.movedShare !== undefined && { movedShare: result.movedShare }),
    stopped: result.stopped,
    nonContiguousParts,
    emptyParts,
    notes: result.notes.map((note) => ({ ...note, text: graphNoteText(note, rules?.ids) })),
  }
}

function isBroken({ nonContiguousParts, emptyParts }: Description): boolean {
  return nonContiguousParts > 0 || emptyParts > 0
}

function linesOf({ weights, movedShare, stopped, notes }: Description): string[] {
  return [
    ...weights.flatMap(({ maxOverAverage, minOverAverage }, index) =>
      // a weight that is zero everywhere has no average; its note says so
      notes.some((note) => note.code === 'weight-ignored' && note.weight === index)
        ? []
        : `weight ${index + 1}: heaviest part +${(maxOverAverage * 100).toFixed(2)} %, lightest ${((minOverAverage - 1) * 100).toFixed(2)} % of the average`,
    ),
    ...(movedShare === undefined ? [] : [`moved: ${formatDeviation(movedShare).replace('+', '')} of the first weight`]),
    ...(stopped ? ['stopped at the time limit: the best found until then'] : []),
    ...notes.map(({ text }) => `note: ${text}`),
  ]
}

/** What `--candidates` may write. */
const candidateFiles = ['balanced.parts', 'compact.parts', 'least-change.parts', 'frontier.json']

/** One part file for each choice, and the frontier as JSON. */
async function writeCandidates(
  directory: string,
  result: Extract<CandidatesResult, { ok: true }>,
  format: (parts: Uint16Array) => string,
): Promise<{ kind: string; file: string; plan: Solved }[]> {
  const { balanced, compact, leastChange, frontier } = result
  await makeDirectory(directory)
  const choices: [string, Candidate | undefined][] = [
    ['balanced', balanced],
    ['compact', compact],
    ['least-change', leastChange],
  ]
  const written: { kind: string; file: string; plan: Solved }[] = []
  for (const [kind, candidate] of choices) {
    if (!candidate) continue
    const file = join(directory, `${kind}.parts`)
    await writeAtomically(file, [format(candidate.plan.parts)])
    written.push({ kind, file, plan: candidate.plan })
  }
  const points = frontier.map((point) => ({
    ...point,
    plans: choices.flatMap(([kind, candidate]) => (candidate?.point === point ? [`${kind}.parts`] : [])),
  }))
  await writeAtomically(join(directory, 'frontier.json'), [`${JSON.stringify(points, null, 2)}\n`])
  return written
}

// About 100,000 cells.
const LARGEST_LIGHT_FILE = 4_000_000

async function readGraph(path: string, preset: PresetName | undefined): Promise<Graph> {
  const { GraphFormatError, parseMetisGraph } = await import('../../../partition/index.ts')
  const bytes = await readText(path, { expected: 'numbers' })
  // The optimising compiler costs a small graph more than it saves: 20,000 cells take 0.24 s of CPU without and 0.36 with it.
  if (bytes.length < LARGEST_LIGHT_FILE && preset !== 'quality') setFlagsFromString('--no-turbofan')
  try {
    return parseMetisGraph(bytes)
  } catch (error) {
    if (!(error instanceof GraphFormatError)) throw error
    throw new ShapanError('unreadable-file', `${path} is no METIS graph: ${error.message}`, { line: error.line }, error)
  }
}
