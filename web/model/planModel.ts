/**
 * One open plan: its cells as the planner sees them, which is what is saved plus what is pending here, and the order of it all.
 *
 * Every change comes in by `take`, one's own too. A saved entry that touches no grid of a pending command is just written; else the
 * pending ones are rolled back, the entry is written, and they are laid over it in their order. What the plan then refuses is set
 * aside, and holds up nothing.
 */
import { apply, type Command, invertPatch, ownPart, type Patch, type Refusal } from '../../partition/index.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import type { CityModel } from './cityModel.ts'
import { lastOfOthers, type OthersStroke } from './othersStroke.ts'
import { createPlanCells, type PlanCells } from './planCells.ts'
import type { Judged, PlanCommand, PlanEntry, SetAside } from './planEntry.ts'
import { createPlanLog, type PlanLog } from './planLog.ts'
import type { SnapshotModel } from './snapshotModel.ts'

export interface PlanModel {
  /** whose steps undo takes back */
  readonly client: string
  readonly detail: PlanDetail
  readonly cells: PlanCells
  readonly log: PlanLog
  /** the last that is saved */
  revision(): number
  /** What the plan says to a command; nothing is changed. */
  judge(command: PlanCommand): Judged
  /** Takes a change in. What is pending already is saved by an entry of the same id. */
  take(entry: NewEntry | PlanEntry): Taken
  /** Takes a pending command out again, because the server refuses it; what depends on it may go as well. */
  setAside(commandId: string, refusal: SetAside['refusal']): readonly SetAside[]
  /** the last stroke of somebody else that still stands */
  othersLast(): OthersStroke | null
}

/** A command made here. */
export type NewEntry = Pick<PlanEntry, 'commandId' | 'command'> & { readonly revision: null }

export type Taken =
  | {
      readonly kind: 'taken'
      readonly entry: PlanEntry
      readonly aside: readonly SetAside[]
      readonly left: Judged['left']
    }
  /** a command made here that the plan refuses; nothing was changed */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly left: Judged['left'] }
  /** it was taken before */
  | { readonly kind: 'known' }
  /** entries before it are missing here */
  | { readonly kind: 'gap' }

export interface PlanModelOptions {
  /** whose steps undo takes back; the author of what is done here */
  client: string
  model: CityModel
  detail: PlanDetail
  assignment: Uint16Array
  /** the plan's log up to its revision */
  entries: readonly PlanEntry[]
  snapshot: SnapshotModel
  /** cells changed hands */
  onPatch: (patch: Patch) => void
}

export function openPlanModel(options: PlanModelOptions): PlanModel {
  const { client, detail, onPatch } = options
  const cells = createPlanCells(options.model, detail, options.assignment, options.snapshot)
  const log = createPlanLog(client)
  let revision = detail.revision
  for (const entry of options.entries) log.addSaved(entry)

  function write(patch: Patch): void {
    cells.write(patch)
    onPatch(patch)
  }

  function judge(command: PlanCommand): Judged {
    if (command.kind === 'paint') return { result: apply(cells.plan, command), left: [] }
    const place = log.placeOf(command.commandId)
    const changes = log.changes()
    const change = place === undefined ? undefined : changes[place - 1]
    if (!change || place === undefined) return { result: stale([]), left: [] }
    const isOwn = change.author === client
    const { patch, left } = isOwn
      ? ownPart(change, changes.slice(place), client, cells.plan.assignment)
      : { patch: change.patch, left: [] }
    const revert: Command = { kind: 'revert', patch }
    return { result: patch.runs.length === 0 ? stale(left) : apply(cells.plan, revert), left }
  }

  /** Judges a command made here and puts it behind the pending ones. */
  function lay({ commandId, command }: Pick<PlanEntry, 'commandId' | 'command'>): Taken {
    const { result, left } = judge(command)
    if (!result.ok) return { kind: 'refused', refusal: result, left }
    const entry: PlanEntry = {
      commandId,
      revision: null,
      author: client,
      command: command.kind === 'revert' ? keeping(command, left.length > 0) : command,
      patch: result.patch,
    }
    write(entry.patch)
    log.setPending([...log.pending(), entry])
    return { kind: 'taken', entry, aside: [], left }
  }

  /** Rolls the pending commands back, does what is to be done below them, and lays those over it that are kept. */
  function rebase(below: () => void, isKept: (entry: PlanEntry) => boolean): SetAside[] {
    const waiting = log.pending()
    for (const { patch } of waiting.toReversed()) write(invertPatch(patch))
    log.setPending([])
    below()
    const aside: SetAside[] = []
    for (const entry of waiting) {
      if (!isKept(entry)) continue
      const taken = lay(entry)
      // What is so already asks for nothing, nor does the revert of what was set aside.
      if (taken.kind !== 'refused' || ['nothing-changes', 'stale'].includes(taken.refusal.reason)) continue
      aside.push(asideOf(entry, taken.refusal))
    }
    return aside
  }

  function asideOf({ commandId, command, patch }: PlanEntry, refusal: SetAside['refusal']): SetAside {
    const changedBy = log
      .saved()
      .findLast(({ author, patch: theirs }) => author !== client && touches(theirs, refusal.grid))
    return { commandId, command, patch, refusal, changedBy: changedBy?.author ?? null }
  }

  function takeSaved(entry: PlanEntry): Taken {
    if (entry.revision! <= revision) return { kind: 'known' }
    if (entry.revision! > revision + 1) return { kind: 'gap' }
    revision = entry.revision!
    const [first, ...rest] = log.pending()
    const isSame = first?.commandId === entry.commandId && isSamePatch(first.patch, entry.patch)
    if (isSame) {
      log.setPending(rest)
      log.addSaved(entry)
      return { kind: 'taken', entry, aside: [], left: [] }
    }
    const settle = (): void => {
      write(entry.patch)
      log.addSaved(entry)
    }
    const isApart = !log
      .pending()
      .some(({ commandId, patch }) => commandId === entry.commandId || shareGrid(patch, entry.patch))
    if (isApart) settle()
    const aside = isApart ? [] : rebase(settle, ({ commandId }) => commandId !== entry.commandId)
    return { kind: 'taken', entry, aside, left: [] }
  }

  return {
    client,
    detail,
    cells,
    log,
    revision: () => revision,
    judge,
    take: (entry) => ('patch' in entry && entry.revision !== null ? takeSaved(entry) : lay(entry)),
    setAside(commandId, refusal) {
      const entry = log.pending().find((one) => one.commandId === commandId)
      if (!entry) return []
      const others = rebase(
        () => {},
        (one) => one !== entry,
      )
      return [asideOf(entry, refusal), ...others]
    },
    othersLast: () => lastOfOthers(log.changes(), client),
  }
}

const keeping = (command: Extract<PlanCommand, { kind: 'revert' }>, hasLeft: boolean): PlanCommand => ({
  kind: 'revert',
  commandId: command.commandId,
  ...(hasLeft && { keepOthers: true as const }),
})

const stale = (left: Judged['left']): Refusal => ({
  ok: false,
  reason: 'stale',
  cells: left.flatMap(({ cells }) => cells),
  message: 'every cell has changed since',
})

const touches = ({ runs }: Patch, grid: number | undefined): boolean =>
  runs.some(({ from, to }) => from === grid || to === grid)

const shareGrid = (a: Patch, b: Patch): boolean => a.runs.some(({ from, to }) => touches(b, from) || touches(b, to))

/** Runs are canonical: equal differences are equal data. */
const isSamePatch = (a: Patch, b: Patch): boolean =>
  a.runs.length === b.runs.length &&
  a.runs.every(({ start, length, from, to }, i) => {
    const other = b.runs[i]!
    return start === other.start && length === other.length && from === other.from && to === other.to
  })
