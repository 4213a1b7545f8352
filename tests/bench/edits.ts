/**
 * How long one edit is judged, at a large city's size: strokes that are legal, strokes that cut a grid, and edits of grids.
 *
 *   npm exec -- node tests/bench/edits.ts [radius]
 */
import { gridDisk, latLngToCell } from 'h3-js'
import {
  apply,
  buildLattice,
  type Command,
  cellGraph,
  hashAfter,
  hashPlan,
  invertPatch,
  neighborTable,
  newPlan,
  runsOf,
  splitBySeeds,
  writePatch,
} from '../../partition/index.ts'
import { gridIdOf, gridOf, seededRandom } from '../unit/partition/builders.ts'

const radius = Number(process.argv[2] ?? 454)
const gridCount = 500
const random = seededRandom(1)
const pick = (count: number) => Math.floor(random() * count)

const hexes = gridDisk(latLngToCell(31.2, 121.5, 9), radius)
const lattice = buildLattice(BigUint64Array.from(hexes, (hex) => BigInt(`0x${hex}`)).sort())
const neighbors = neighborTable(lattice)
const adjacency = cellGraph(neighbors, [])
const cellCount = neighbors.length / 6
const assignment = new Uint16Array(cellCount).fill(1)
const seeds = Array.from({ length: gridCount }, () => pick(cellCount))
for (const [share, cells] of splitBySeeds({ assignment: assignment.slice(), adjacency }, 1, seeds).entries())
  for (const cell of cells) assignment[cell] = share + 1
const grids = Array.from({ length: gridCount }, (_, i) => gridOf(i + 1, { code: `c${i + 1}` }))
const plan = newPlan(assignment, grids, adjacency)

const around = (cell: number) => [...neighbors.subarray(6 * cell, 6 * cell + 6)].filter((other) => other >= 0)
const borders = [...assignment.keys()].filter((cell) =>
  around(cell).some((other) => assignment[other] !== assignment[cell]),
)

/** A disk of cells about one. */
function disk(center: number, steps: number): number[] {
  const cells = new Set([center])
  for (let step = 0; step < steps; step++)
    for (const cell of [...cells]) for (const other of around(cell)) cells.add(other)
  return [...cells]
}

function stroke(steps: number): Command {
  const cell = borders[pick(borders.length)]!
  const to = around(cell)
    .map((other) => assignment[other]!)
    .find((grid) => grid !== assignment[cell])
  // Earlier strokes have moved the border away.
  if (to === undefined) return stroke(steps)
  const cells = runsOf(disk(cell, steps)).flatMap(({ start, length }) =>
    Array.from({ length }, (_, i) => ({ start: start + i, length: 1, seen: gridIdOf(assignment[start + i]!) })),
  )
  return { kind: 'paint', gridId: gridIdOf(to), cells }
}

const rows: string[] = []
function tell(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(3)
  rows.push(`| ${what} | ${times.length} | ${at(0.5)} | ${at(0.95)} |`)
}

for (const steps of [1, 2, 11]) {
  const legal: number[] = []
  const refused: number[] = []
  for (let turn = 0; turn < 2000; turn++) {
    const command = stroke(steps)
    const start = performance.now()
    const result = apply(plan, command)
    const took = performance.now() - start
    if (result.ok) legal.push(took)
    else if (result.reason === 'would-disconnect') refused.push(took)
    if (result.ok && random() < 0.3) writePatch(plan, result.patch)
  }
  const cells = 3 * steps * (steps + 1) + 1
  tell(`stroke of ${cells} cells, legal`, legal)
  tell(`stroke of ${cells} cells, would cut a grid`, refused)
}
const measure = (what: string, times: number, make: () => Command) => {
  const took: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const command = make()
    const start = performance.now()
    apply(plan, command)
    took.push(performance.now() - start)
  }
  tell(what, took)
}
measure('rename', 500, () => ({ kind: 'rename', gridId: gridIdOf(1 + pick(gridCount)), name: `n${random()}` }))
measure('merge', 50, () => ({
  kind: 'merge',
  gridId: gridIdOf(1 + pick(gridCount)),
  gone: [gridIdOf(1 + pick(gridCount))],
}))

const hash = hashPlan(plan)
const hashed: number[] = []
for (let turn = 0; turn < 20; turn++) {
  const start = performance.now()
  hashPlan(plan)
  hashed.push(performance.now() - start)
}
tell('hash of the whole plan', hashed)
const pending: Command[] = Array.from({ length: 500 }, () => stroke(2))
const laid: number[] = []
for (let turn = 0; turn < 9; turn++) {
  const start = performance.now()
  const patches = pending.flatMap((command) => {
    const result = apply(plan, command)
    if (!result.ok) return []
    writePatch(plan, result.patch)
    return [result.patch]
  })
  const after = patches.reduce(hashAfter, hash)
  for (const patch of patches.toReversed()) writePatch(plan, invertPatch(patch))
  laid.push(performance.now() - start)
  if (after === hash) throw new Error('the hash did not change')
}
tell('500 pending strokes laid anew and rolled back', laid)
process.stdout.write(
  `${cellCount} cells, ${gridCount} grids\n\n| edit | times | p50 ms | p95 ms |\n|---|---|---|---|\n${rows.join('\n')}\n`,
)
