/**
 * One open plan: its cells and grids as the planner sees them, which is what is saved plus what is pending here, and the order of it.
 *
 * Every change comes in by `take`, one's own too. A saved entry that touches no grid of a pending command is just written; else the
 * pending ones are rolled back, the entry is written, and they are laid over it in their order. What the plan then refuses is set
 * aside, and holds up nothing.
 */
import {
  type ApplyResult,
  apply,
  type Command,
  hashAfter,
  invertPatch,
  type Patch,
  type Refusal,
} from '../../partition/index.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { changersOf } from './changersOf.ts'
import type { CityModel } from './cityModel.ts'
import { lastOfOthers, type OthersStroke } from './othersStroke.ts'
import { isSamePatch, shareGrid, touches } from './patches.ts'
import { createPlanCells, type PlanCells } from './planCells.ts'
import type { PendingEntry, PlanEntry, RefusedBecause, SetAside } from './planEntry.ts'
import { createPlanLog, type PlanLog } from './planLog.ts'
import { randomId } from './randomId.ts'
import type { SnapshotModel } from './snapshotModel.ts'

export interface PlanModel {
  /** whose steps undo takes back */
  readonly client: string
  readonly detail: PlanDetail
  readonly cells: PlanCells
  readonly log: PlanLog
  /** the last that is saved */
  revision(): number
  /** of the plan's whole state at that revision */
  hash(): number
  /** What the plan says to a command; nothing is changed. */
  judge(command: Command): ApplyResult
  /** Takes a change in. What is pending already is saved by an entry of the same id. */
  take(entry: NewEntry | PlanEntry): Taken
  /** Takes a pending command out again, because the server refuses it; what depends on it may go as well. */
  setAside(commandId: string, refusal: RefusedBecause): readonly SetAside[]
  /** the last stroke of somebody else that still stands */
  othersLast(): OthersStroke | null
}

/** A command made here. */
export type NewEntry = Pick<PendingEntry, 'commandId' | 'command' | 'revision'>

export type Taken =
  | { readonly kind: 'taken'; readonly entry: PlanEntry; readonly aside: readonly SetAside[] }
  /** a command made here that the plan refuses; nothing was changed */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** it was taken before */
  | { readonly kind: 'known' }
  /** it does not follow on what is here: entries are missing, or the plan is another than the server's */
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

/** Refusals of what is so already, or is not there to be taken back any more: it asks for nothing. */
const moot: readonly string[] = ['nothing-changes', 'nothing-left', 'unknown-command'] satisfies Refusal['reason'][]
export const isMoot = ({ reason }: RefusedBecause): boolean => moot.includes(reason)

export function openPlanModel(options: PlanModelOptions): PlanModel {
  const { client, detail, onPatch } = options
  const cells = createPlanCells(options.model, detail, options.assignment, options.snapshot)
  const log = createPlanLog(client)
  let { revision, hash } = detail
  for (const entry of options.entries) log.addSaved(entry)

  function write(patch: Patch): void {
    cells.write(patch)
    onPatch(patch)
  }

  const judge = (command: Command): ApplyResult => apply(cells.plan, command, (id) => log.byId(id)?.patch)

  /** Judges a command made here and puts it behind the pending ones. */
  function lay({ commandId, command }: Pick<PendingEntry, 'commandId' | 'command'>): Taken {
    const result = judge(command)
    if (!result.ok) return { kind: 'refused', refusal: result }
    const { patch, contested } = result
    const reverts = command.kind === 'revert' ? { reverts: command.commandId } : {}
    const entry: PendingEntry = { commandId, revision: null, author: client, command, patch, contested, ...reverts }
    write(patch)
    log.setPending([...log.pending(), entry])
    return { kind: 'taken', entry, aside: [] }
  }

  /** Rolls the pending commands back, does what is to be done below them, and lays those over it that are kept. */
  function rebase(below: () => void, isKept: (entry: PlanEntry) => boolean): SetAside[] {
    const waiting = log.pending()
    for (const { patch } of waiting.toReversed()) write(invertPatch(patch))
    log.setPending([])
    below()
    return waiting.filter(isKept).flatMap((entry) => {
      const taken = lay(entry)
      if (taken.kind === 'refused') return isMoot(taken.refusal) ? [] : [asideOf(entry, taken.refusal)]
      return taken.kind === 'taken' ? lostTo(entry, taken.entry.contested) : []
    })
  }

  function asideOf({ commandId, command, patch }: PendingEntry, refusal: RefusedBecause): SetAside {
    const theirs = ({ author, patch: other }: PlanEntry) => author !== client && touches(other, refusal.grid)
    const [changer] = changersOf(log.saved(), refusal.cells ?? [], client)
    const changedBy = log.saved().findLast(theirs)?.author ?? changer?.author ?? null
    return { commandId, command, patch, refusal, changedBy }
  }

  /** The part of a stroke that others were faster with; the rest of it stands. Told once. */
  function lostTo(entry: PendingEntry, contested: readonly number[]): SetAside[] {
    const { command } = entry
    const cells = contested.filter((cell) => !entry.contested.includes(cell))
    if (command.kind !== 'paint' || cells.length === 0) return []
    const part: Command = { ...command, cells: cells.map((start) => ({ start, length: 1 })) }
    const refusal = { reason: 'contested', cells }
    return [asideOf({ ...entry, commandId: randomId(), command: part, patch: { runs: [], grids: [] } }, refusal)]
  }

  function takeSaved(entry: PlanEntry): Taken {
    if (entry.revision! <= revision) return { kind: 'known' }
    if (entry.revision! > revision + 1) return { kind: 'gap' }
    const next = hashAfter(hash, entry.patch)
    if (entry.hash !== undefined && entry.hash !== next) return { kind: 'gap' }
    revision = entry.revision!
    hash = next
    const [first, ...rest] = log.pending()
    if (first?.commandId === entry.commandId && isSamePatch(first.patch, entry.patch)) {
      log.setPending(rest)
      log.addSaved(entry)
      return { kind: 'taken', entry, aside: [] }
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
    return { kind: 'taken', entry, aside }
  }

  return {
    client,
    detail,
    cells,
    log,
    revision: () => revision,
    hash: () => hash,
    judge,
    take: (entry) => ('patch' in entry && entry.revision !== null ? takeSaved(entry) : lay(entry as NewEntry)),
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
