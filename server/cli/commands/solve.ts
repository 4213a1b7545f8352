import type { Command } from 'commander'
import type { Graph, SolveResult } from '../../../partition/index.ts'
import { ShapanError } from '../../errors.ts'
import { writeAtomically } from '../atomicFile.ts'
import { exitCodes } from '../exitCodes.ts'
import { readInput, refuseSharedFile } from '../inputFile.ts'
import { parseTolerance, wholeNumber } from '../options.ts'
import { formatCount, printResult } from '../output.ts'
import { createProgressBar } from '../progressBar.ts'
import type { Shell } from '../shell.ts'

interface Options {
  parts: number
  tolerance: number
  seed: number
  out: string
  json?: true
}

export function addSolve(program: Command, { output, endWith }: Shell): void {
  program
    .command('solve <graph>')
    .description('divide a METIS graph file into connected parts; needs no database')
    .requiredOption('--parts <k>', 'how many parts', wholeNumber(1, 65535))
    .requiredOption(
      '--tolerance <fraction>',
      'allowed deviation of every weight from the average part, both ways',
      parseTolerance,
    )
    .option('--seed <n>', 'the same seed gives the same parts', wholeNumber(0, 4294967295), 1)
    .requiredOption('--out <file>', 'where to write one 0-based part id a line')
    .option('--json', 'print cut, balance, contiguity, time and memory as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan solve city.graph --parts 60 --tolerance 3% --seed 7 --out city.parts --json',
    )
    .action(async (path: string, options: Options) => {
      refuseSharedFile({ 'the graph': path, '--out': options.out })
      const { formatMetisPartition, solve } = await import('../../../partition/index.ts')
      const graph = await readGraph(path)
      const bar = createProgressBar(output)
      const started = performance.now()
      let result: SolveResult
      try {
        result = solve(graph, {
          parts: options.parts,
          tolerances: graph.vertexWeights.map(() => options.tolerance),
          seed: options.seed,
          onProgress: ({ stage, fraction }) => bar.update(stage, fraction),
        })
      } finally {
        bar.end()
      }
      const seconds = (performance.now() - started) / 1000
      if (!result.ok) throw new ShapanError('solve-failed', result.message, { reason: result.reason })
      await writeAtomically(options.out, [formatMetisPartition(result.parts)])
      const { nonContiguousParts, emptyParts } = countBrokenParts(graph, result.parts, options.parts)
      const summary = {
        vertices: graph.vertexCount,
        edges: graph.neighbors.length / 2,
        parts: options.parts,
        cut: result.cut,
        weights: result.weights,
        withinTolerance: result.withinTolerance,
        nonContiguousParts,
        emptyParts,
        seconds: Number(seconds.toFixed(3)),
        peakMemoryMb: Number((process.resourceUsage().maxRSS / 1024).toFixed(1)),
        notes: result.notes,
      }
      printResult(output, options.json === true, summary, () => [
        `${formatCount(summary.vertices)} vertices in ${options.parts} parts: cut ${formatCount(result.cut)}, ${summary.seconds} s, ${summary.peakMemoryMb} MB`,
        ...result.weights.map(
          ({ maxOverAverage, minOverAverage }, index) =>
            `weight ${index + 1}: heaviest part +${(maxOverAverage * 100).toFixed(2)} %, lightest ${((minOverAverage - 1) * 100).toFixed(2)} % of the average`,
        ),
        ...result.notes.map(({ message }) => `note: ${message}`),
      ])
      if (nonContiguousParts > 0 || emptyParts > 0) endWith(exitCodes.failed)
    })
}

async function readGraph(path: string): Promise<Graph> {
  const { GraphFormatError, parseMetisGraph } = await import('../../../partition/index.ts')
  const bytes = await readInput(path)
  try {
    return parseMetisGraph(bytes)
  } catch (error) {
    if (!(error instanceof GraphFormatError)) throw error
    throw new ShapanError('unreadable-file', `${path} is no METIS graph: ${error.message}`, { line: error.line }, error)
  }
}

/** Counted anew, by a walk inside each part, and not taken from the solver's word. */
export function countBrokenParts(
  graph: Graph,
  parts: Uint16Array,
  partCount: number,
): { nonContiguousParts: number; emptyParts: number } {
  const pieces = new Uint32Array(partCount)
  const isSeen = new Uint8Array(graph.vertexCount)
  const stack: number[] = []
  for (let start = 0; start < graph.vertexCount; start++) {
    if (isSeen[start]) continue
    const part = parts[start]!
    pieces[part]!++
    isSeen[start] = 1
    stack.push(start)
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
        const u = graph.neighbors[e]!
        if (isSeen[u] || parts[u] !== part) continue
        isSeen[u] = 1
        stack.push(u)
      }
    }
  }
  return {
    nonContiguousParts: pieces.filter((count) => count > 1).length,
    emptyParts: pieces.filter((count) => count === 0).length,
  }
}
