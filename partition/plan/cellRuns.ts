/** Sets of cells as runs. Canonical form, which every function here returns: ascending, no overlap, touching runs are one. */

/** Cells [start, start + length). */
export interface CellRun {
  readonly start: number
  readonly length: number
}

/** The runs of cells in any order, each as often as it likes. O(cells log cells). */
export function runsOf(cells: Iterable<number>): CellRun[] {
  const runs: { start: number; length: number }[] = []
  for (const cell of Uint32Array.from(cells).sort()) {
    const last = runs.at(-1)
    if (!last || cell > last.start + last.length) runs.push({ start: cell, length: 1 })
    else if (cell === last.start + last.length) last.length++
  }
  return runs
}

/** The cells of runs, in their order. */
export function cellsOfRuns(runs: readonly CellRun[]): number[] {
  return runs.flatMap(({ start, length }) => Array.from({ length }, (_, i) => start + i))
}

export function uniteRuns(a: readonly CellRun[], b: readonly CellRun[]): CellRun[] {
  const runs: { start: number; length: number }[] = []
  for (const { start, length } of [...a, ...b].sort((p, q) => p.start - q.start)) {
    const last = runs.at(-1)
    if (last && start <= last.start + last.length) last.length = Math.max(last.length, start + length - last.start)
    else runs.push({ start, length })
  }
  return runs
}

/** What `a` has and `b` has not; both canonical. */
export function subtractRuns(a: readonly CellRun[], b: readonly CellRun[]): CellRun[] {
  const runs: CellRun[] = []
  let j = 0
  for (const { start, length } of a) {
    const end = start + length
    let from = start
    while (j < b.length && b[j]!.start + b[j]!.length <= from) j++
    for (let k = j; k < b.length && b[k]!.start < end; k++) {
      if (b[k]!.start > from) runs.push({ start: from, length: b[k]!.start - from })
      from = Math.max(from, b[k]!.start + b[k]!.length)
    }
    if (from < end) runs.push({ start: from, length: end - from })
  }
  return runs
}

/** True where `runs`, canonical, hold the cell. O(log runs). */
export function runsHold(runs: readonly CellRun[], cell: number): boolean {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (runs[middle]!.start <= cell) low = middle + 1
    else high = middle
  }
  const run = runs[low - 1]
  return run !== undefined && cell < run.start + run.length
}

export function sameRuns(a: readonly CellRun[], b: readonly CellRun[]): boolean {
  return a.length === b.length && a.every(({ start, length }, i) => start === b[i]!.start && length === b[i]!.length)
}
