import { components } from '../graph/components.ts'
import type { Graph } from '../graph/graph.ts'
import { subgraph } from '../graph/subgraph.ts'
import { apportion } from './apportion.ts'
import { Cancelled, type Control, createControl, within } from './control.ts'
import { divide } from './divide.ts'
import type { SolvedComponent, SolveNote, SolveOptions, SolveResult } from './options.ts'
import { presets } from './presets.ts'
import { measureQuality, type WeightQuality } from './quality.ts'
import { createRandom } from './random.ts'

const MAX_PARTS = 65535

/**
 * Divides a graph into `parts` connected, non-empty parts whose weights lie within the tolerances of the average part,
 * with a small cut. Weights come most important first: where not all can be met, the first is met and the others come as
 * near as possible; `withinTolerance` tells. Weights with a total of zero or less cannot be balanced: they are ignored
 * with a note, and with none left the parts get equal numbers of vertices.
 * Each component of the graph gets a whole number of parts by its first weight. The same graph, options and seed give
 * the same bytes on every machine. Throws RangeError for options that make no sense.
 */
export function solve(graph: Graph, options: SolveOptions): SolveResult {
  checkOptions(graph, options)
  const control = createControl(options.onProgress, options.isCancelled, options.shouldStop)
  try {
    return run(graph, options, control)
  } catch (error) {
    if (error instanceof Cancelled)
      return { ok: false, reason: 'cancelled', message: 'the run was cancelled', details: {} }
    throw error
  }
}

function run(graph: Graph, options: SolveOptions, control: Control): SolveResult {
  control.report('prepare', 0)
  const { parts } = options
  if (typeof parts !== 'number') throw new RangeError('size bands are not understood yet')
  if (graph.vertexCount < parts) {
    return {
      ok: false,
      reason: 'too-few-vertices',
      message: `${graph.vertexCount} vertices cannot make ${parts} non-empty parts; ask for at most ${graph.vertexCount}`,
      details: { vertices: graph.vertexCount, parts },
    }
  }
  const notes: SolveNote[] = []
  const { balanced, tolerances } = chooseWeights(graph, options.tolerances, notes)
  const pieces = listComponents(graph)
  const totals = balanced.map(sumOf)
  if (pieces.length > parts) return refuseComponents(graph, pieces, parts, balanced[0]!)
  const shares = pieces.map((piece) => sumAt(balanced[0]!, piece))
  const counts = apportion(
    shares,
    pieces.map((piece) => piece.length),
    parts,
  )

  const random = createRandom(options.seed)
  const preset = presets[options.preset ?? 'balanced']
  const assignment = new Uint16Array(graph.vertexCount)
  const scratch = new Int32Array(graph.vertexCount)
  const working: Graph = { ...graph, vertexWeights: balanced }
  let first = 0
  let verticesDone = 0
  for (const [index, piece] of pieces.entries()) {
    const count = counts[index]!
    const part = pieces.length === 1 ? working : subgraph(working, piece, scratch)
    const band = bandOf(part, count, totals, parts, tolerances)
    const division = { graph: part, partCount: count, ...band, compactness: 0.5 }
    const span = within(control, verticesDone / graph.vertexCount, (verticesDone + piece.length) / graph.vertexCount)
    const divided = divide(division, preset, random.fork(), span)
    for (let i = 0; i < piece.length; i++) assignment[piece[i]!] = first + divided[i]!
    first += count
    verticesDone += piece.length
  }

  const solved = pieces.map((piece, index) => describe(graph, piece, counts[index]!))
  const off = noteComponents(solved, pieces, balanced, totals, parts, tolerances)
  notes.push(...off)
  const inner = measureQuality(working, assignment, parts)
  const withinTolerance = inner.weights.every(
    (weight, c) =>
      weight.maxOverAverage <= tolerances[c]! + ROUNDING && weight.minOverAverage >= 1 - tolerances[c]! - ROUNDING,
  )
  if (!withinTolerance && off.length === 0) {
    notes.push({
      code: 'tolerance-missed',
      message: `no division within tolerance was found; the worst part is off by ${percent(worstOff(inner.weights))}`,
      details: { deviation: worstOff(inner.weights) },
    })
  }
  const quality = measureQuality(graph, assignment, parts)
  control.report('done', 1)
  return {
    ok: true,
    parts: assignment,
    partCount: parts,
    ...quality,
    deviations: inner.weights.map(({ maxOverAverage, minOverAverage }) => Math.max(maxOverAverage, 1 - minOverAverage)),
    withinTolerance,
    components: solved,
    notes,
    stopped: control.isStopped(),
  }
}

// Sums of fractions need not come out to the last bit.
const ROUNDING = 1e-9

function checkOptions(graph: Graph, { parts, tolerances, seed }: SolveOptions): void {
  if (typeof parts !== 'number' || !Number.isInteger(parts) || parts < 1 || parts > MAX_PARTS) {
    throw new RangeError(`parts is ${parts}; it must be a whole number from 1 to ${MAX_PARTS}`)
  }
  if (tolerances.length !== graph.vertexWeights.length) {
    throw new RangeError(`${tolerances.length} tolerances for ${graph.vertexWeights.length} weights`)
  }
  for (const tolerance of tolerances) {
    if (!(tolerance > 0 && Number.isFinite(tolerance))) {
      throw new RangeError(`tolerance ${tolerance} is not a positive fraction`)
    }
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`seed ${seed} is not a whole number from 0`)
  for (const [c, weights] of graph.vertexWeights.entries()) {
    const bad = weights.findIndex((weight) => !Number.isFinite(weight))
    if (bad !== -1) throw new RangeError(`weight ${c} of vertex ${bad} is ${weights[bad]}`)
  }
}

function chooseWeights(
  graph: Graph,
  tolerances: readonly number[],
  notes: SolveNote[],
): { balanced: Float64Array[]; tolerances: number[] } {
  const balanced: Float64Array[] = []
  const kept: number[] = []
  for (const [c, weights] of graph.vertexWeights.entries()) {
    const total = sumOf(weights)
    if (total > 0) {
      balanced.push(weights)
      kept.push(tolerances[c]!)
    } else {
      const message = `weight ${c + 1} sums to ${total} and cannot be balanced`
      notes.push({ code: 'weight-ignored', message, details: { weight: c, total } })
    }
  }
  if (balanced.length > 0) return { balanced, tolerances: kept }
  notes.push({
    code: 'no-weight',
    message: 'there is nothing to balance; the parts get about equal numbers of vertices',
    details: {},
  })
  return { balanced: [new Float64Array(graph.vertexCount).fill(1)], tolerances: [tolerances[0] ?? 0.05] }
}

function listComponents(graph: Graph): Uint32Array[] {
  const { count, labels } = components(graph)
  const sizes = new Uint32Array(count)
  for (const label of labels) sizes[label]!++
  const pieces = Array.from(sizes, (size) => new Uint32Array(size))
  const filled = new Uint32Array(count)
  for (let v = 0; v < labels.length; v++) {
    const label = labels[v]!
    pieces[label]![filled[label]!++] = v
  }
  return pieces
}

/** The bounds of a part of this component: those of the whole graph where its average fits them, else around its own. */
function bandOf(piece: Graph, count: number, totals: number[], parts: number, tolerances: number[]) {
  const width = totals.length
  const lower = new Float64Array(count * width)
  const upper = new Float64Array(count * width)
  const scale = new Float64Array(width)
  for (let c = 0; c < width; c++) {
    const average = totals[c]! / parts
    const own = sumOf(piece.vertexWeights[c]!) / count
    const reach = average * tolerances[c]!
    const centre = own < average - reach || own > average + reach ? own : average
    for (let p = 0; p < count; p++) {
      lower[p * width + c] = centre - reach
      upper[p * width + c] = centre + reach
    }
    scale[c] = 1 / average
  }
  const importance = new Float64Array(width).fill(1)
  if (width > 1) importance[0] = 200
  return { lower, upper, scale, importance }
}

function refuseComponents(graph: Graph, pieces: Uint32Array[], parts: number, weight: Float64Array): SolveResult {
  let lightest = pieces[0]!
  for (const piece of pieces) {
    const difference = sumAt(weight, piece) - sumAt(weight, lightest)
    if (difference < 0 || (difference === 0 && piece.length < lightest.length)) lightest = piece
  }
  const component = describe(graph, lightest, 0)
  return {
    ok: false,
    reason: 'too-many-components',
    message:
      `the graph has ${pieces.length} separate pieces and each needs a part of its own, more than the ${parts} asked for; ` +
      `the lightest has ${describeSize(component)}; join it to another or ask for at least ${pieces.length} parts`,
    details: { components: pieces.length, parts },
    component,
  }
}

function describe(graph: Graph, piece: Uint32Array, parts: number): SolvedComponent {
  return {
    vertices: piece.length,
    exampleVertex: piece[0]!,
    weights: graph.vertexWeights.map((weight) => sumAt(weight, piece)),
    parts,
  }
}

function describeSize({ vertices, weights, exampleVertex }: SolvedComponent): string {
  return `${vertices} vertices, weight ${weights.join(' / ')}, vertex ${exampleVertex} among them`
}

function noteComponents(
  solved: SolvedComponent[],
  pieces: Uint32Array[],
  balanced: Float64Array[],
  totals: number[],
  parts: number,
  tolerances: number[],
): SolveNote[] {
  if (solved.length === 1) return []
  const notes: SolveNote[] = []
  for (const [index, component] of solved.entries()) {
    const deviations = balanced.map((weight, c) => {
      return (sumAt(weight, pieces[index]!) / component.parts / totals[c]!) * parts - 1
    })
    const worst = deviations.findIndex((deviation, c) => Math.abs(deviation) > tolerances[c]! + ROUNDING)
    if (worst === -1) continue
    notes.push({
      code: 'component-off-tolerance',
      message:
        `the separate piece with ${describeSize(component)} got ${component.parts} of ${parts} parts by weight; ` +
        `they are ${percent(deviations[worst]!)} off the average whatever their borders`,
      details: {
        vertices: component.vertices,
        exampleVertex: component.exampleVertex,
        parts: component.parts,
        partsOfAll: parts,
        deviation: deviations[worst]!,
      },
    })
  }
  return notes
}

function worstOff(weights: readonly WeightQuality[]): number {
  return Math.max(...weights.map((weight) => Math.max(weight.maxOverAverage, 1 - weight.minOverAverage)))
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function sumAt(values: Float64Array, vertices: Uint32Array): number {
  let sum = 0
  for (const v of vertices) sum += values[v]!
  return sum
}
