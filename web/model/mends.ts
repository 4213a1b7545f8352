import { type Command, cellsOfRuns, countPatchCells, type SeenRun, seenIn } from '../../partition/index.ts'
import type { SetAside } from './planEntry.ts'
import type { PlanModel } from './planModel.ts'

/** A way to have a command that was set aside after all, which the plan takes as it is now. */
export type Mend = {
  readonly command: Command
  /** cells that it moves or pins; 0 for what is about no cells */
  readonly cells: number
} & (
  | { readonly kind: 'in-part' }
  /** with all that the stroke would cut off: `fragment` cells of it */
  | { readonly kind: 'with-fragment'; readonly fragment: number }
  /** its grid was merged into another, which is named */
  | { readonly kind: 'into'; readonly heirName: string }
)

type Judging = Pick<PlanModel, 'judge' | 'cells'>
type Paint = Extract<Command, { kind: 'paint' }>

/** More than that is no part of what was meant. */
const mostSteps = 20

/** What can be done with a command that was set aside, beside trying it again as it is. */
export function mendsOf(plan: Judging, { command }: Pick<SetAside, 'command'>): Mend[] {
  if (command.kind !== 'paint') return partOfOther(plan, command)
  const heir = heirOf(plan, command)
  if (heir) {
    const part = partOf(plan, { ...command, gridId: heir.gridId })
    return part ? [{ ...part, kind: 'into', heirName: heir.name }] : []
  }
  const part = partOf(plan, command)
  const isPart = part && part.cells < cellsOfRuns(command.cells).length
  return [...(isPart ? [{ ...part, kind: 'in-part' as const }] : []), ...withFragment(plan, command)]
}

function heirOf({ judge }: Judging, command: Paint): { gridId: string; name: string } | null {
  const verdict = judge(command)
  if (verdict.ok || verdict.reason !== 'grid-gone') return null
  const { heirId, heirName } = verdict.details ?? {}
  return heirId === undefined ? null : { gridId: String(heirId), name: String(heirName) }
}

/** The cells that are still where the planner saw them, each with that grid. */
function stillSeen({ cells: { plan } }: Judging, runs: readonly SeenRun[]): Map<number, SeenRun> {
  const isAsSeen = seenIn(plan)
  const still = runs.flatMap(({ start, length, seen }) =>
    Array.from({ length }, (_, i): SeenRun => ({ start: start + i, length: 1, seen })),
  )
  return new Map(
    still.filter(({ start, seen }) => isAsSeen(seen, plan.assignment[start]!)).map((run) => [run.start, run]),
  )
}

/**
 * The largest part of a stroke that is found by leaving out what the plan refuses: cells that others have by now, those it names, and where it
 * names what would be cut off, all that the stroke takes from that grid.
 */
function partOf(plan: Judging, command: Paint): Pick<Mend, 'command' | 'cells'> | null {
  const { assignment } = plan.cells.plan
  const left = stillSeen(plan, command.cells)
  for (let step = 0; step < mostSteps && left.size > 0; step++) {
    const asked = { ...command, whole: undefined, cells: [...left.values()] }
    const verdict = plan.judge(asked)
    if (verdict.ok) return { command: asked, cells: countPatchCells(verdict.patch) }
    const named = (verdict.cells ?? []).filter((cell) => left.has(cell))
    const refused = named.length > 0 ? named : [...left.keys()].filter((cell) => assignment[cell] === verdict.grid)
    if (refused.length === 0) return null
    for (const cell of refused) left.delete(cell)
  }
  return null
}

/** The stroke with the pieces of grids that it would cut off; what takes one may cut off another. */
function withFragment(plan: Judging, command: Paint): Mend[] {
  const { assignment, grids } = plan.cells.plan
  const own = [...stillSeen(plan, command.cells).values()]
  const known = new Set(own.map(({ start }) => start))
  const more: SeenRun[] = []
  for (let step = 0; step < mostSteps; step++) {
    const asked = { ...command, whole: undefined, cells: [...own, ...more] }
    const verdict = plan.judge(asked)
    if (verdict.ok) {
      const cells = countPatchCells(verdict.patch)
      return more.length === 0 ? [] : [{ kind: 'with-fragment', command: asked, cells, fragment: more.length }]
    }
    const fragment = (verdict.cells ?? []).filter((cell) => !known.has(cell))
    if (verdict.reason !== 'would-disconnect' || fragment.length === 0) return []
    for (const start of fragment) {
      known.add(start)
      more.push({ start, length: 1, seen: grids.get(assignment[start]!)?.gridId ?? null })
    }
  }
  return []
}

/** What is left of a command that is no stroke, where the plan takes that. */
function partOfOther(plan: Judging, command: Exclude<Command, Paint>): Mend[] {
  const part = ((): Command | null => {
    if (command.kind === 'merge') {
      const ids = new Set([...plan.cells.plan.grids.values()].map(({ gridId }) => gridId))
      const gone = command.gone.filter((id) => ids.has(id))
      return gone.length > 0 && gone.length < command.gone.length ? { ...command, gone } : null
    }
    return 'whole' in command && command.whole ? { ...command, whole: undefined } : null
  })()
  const verdict = part && plan.judge(part)
  return part && verdict?.ok ? [{ kind: 'in-part', command: part, cells: countPatchCells(verdict.patch) }] : []
}
