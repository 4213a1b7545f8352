import { cellsOfRuns } from '../../partition/index.ts'
import { type Mend, mendsOf } from '../model/mends.ts'
import { becauseOf, type SetAside } from '../model/planEntry.ts'
import { isMoot } from '../model/planModel.ts'
import { randomId } from '../model/randomId.ts'
import type { SessionCore } from './core.ts'
import type { Unsaved, UnsavedStorage } from './unsavedStorage.ts'
import { byIds } from './wire.ts'

/** What the plan no longer took: kept until the planner applies it again or drops it. */
export interface Tray {
  add(aside: readonly SetAside[]): void
  /** Lays over the plan just opened what earlier tabs left unsaved. */
  takeUp(left: readonly Unsaved[]): void
  retry(commandId: string): void
  /** Ways to have a command after all. */
  mendsOf(aside: SetAside): readonly Mend[]
  /** Has it that way; where its grid was merged into another, so are all others that went to that grid. */
  mend(commandId: string, kind: Mend['kind']): void
  drop(commandId: string): void
  /** Shows on the map where it was. */
  show(commandId: string): void
  /** Writes what is unsaved and what is set aside into the browser's store. */
  keep(): void
  /** The plan is left; its own stays in the store. */
  clear(): void
}

export function createTray(core: SessionCore, storage: UnsavedStorage): Tray {
  const { get, set } = core.store
  let isFull = false

  const put = (tray: readonly SetAside[]): void => {
    set({ tray })
    keep()
  }
  const mendsHere = (aside: SetAside): readonly Mend[] => (core.open ? mendsOf(core.open.plan, aside) : [])
  const find = (commandId: string): SetAside | undefined => get().tray.find((one) => one.commandId === commandId)
  const without = (commandId: string): SetAside[] => get().tray.filter((one) => one.commandId !== commandId)

  function keep(): void {
    if (!core.open) return
    const { plan } = core.open
    const entries = plan.log.pending().map(({ commandId, command }) => ({ commandId, command }))
    const isKept = storage.keep(plan.detail.planId, { revision: plan.revision(), entries, aside: get().tray })
    // Told once, not at each stroke.
    if (!isKept && !isFull) core.notify({ kind: 'storage-full' })
    isFull = !isKept
  }

  function add(aside: readonly SetAside[]): void {
    if (aside.length === 0) return
    set({ stroke: null })
    put([...get().tray, ...aside])
    core.notify({ kind: 'set-aside', count: aside.length })
  }

  return {
    add,
    keep,
    takeUp(left) {
      if (!core.open) return
      const { plan } = core.open
      set({ tray: left.flatMap(({ aside }) => aside) })
      const refused: SetAside[] = []
      const entries = left.flatMap((one) => one.entries)
      const foretold = new Map(entries.map(({ baseRevision = -2, commandId }) => [baseRevision + 1, commandId]))
      const idAt = (revision: number) => foretold.get(revision) ?? plan.log.at(revision)?.commandId
      for (const { commandId, ...stored } of entries) {
        const command = byIds(stored.command, plan.cells.plan, idAt)
        // Saved after all: the answer was lost.
        if (!command || plan.log.placeOf(commandId) !== undefined) continue
        const taken = plan.take({ commandId, command, revision: null })
        if (taken.kind !== 'refused' || isMoot(taken.refusal)) continue
        const refusal = becauseOf(taken.refusal)
        refused.push({ commandId, command, patch: { runs: [], grids: [] }, refusal, changedBy: null })
      }
      add(refused)
      keep()
    },
    mendsOf: mendsHere,
    mend(commandId, kind) {
      const aside = find(commandId)
      if (!aside || !core.open) return
      const isLike = ({ command }: SetAside) =>
        kind === 'into' && 'gridId' in command && 'gridId' in aside.command && command.gridId === aside.command.gridId
      const { plan, saving } = core.open
      const left = get().tray.filter((one) => {
        if (one !== aside && !isLike(one)) return true
        const mend = mendsHere(one).find((way) => way.kind === kind)
        return !mend || plan.take({ commandId: randomId(), command: mend.command, revision: null }).kind !== 'taken'
      })
      put(left)
      core.refresh()
      saving.send()
    },
    retry(commandId) {
      const aside = find(commandId)
      if (!aside || !core.open) return
      const { command: asked } = aside
      // Whoever has them by now: the planner has read it here, and wants them all the same.
      const unseen = asked.kind === 'paint' && {
        ...asked,
        cells: asked.cells.map(({ start, length }) => ({ start, length })),
      }
      const command = unseen || asked
      const taken = core.open.plan.take({ commandId: randomId(), command, revision: null })
      if (taken.kind === 'refused' && !isMoot(taken.refusal))
        return core.notify({ kind: 'refused', refusal: taken.refusal })
      put(without(commandId))
      core.refresh()
      core.open.saving.send()
    },
    drop: (commandId) => put(without(commandId)),
    show(commandId) {
      const cells = cellsOf(find(commandId))
      if (cells.length > 0) core.events.emit('fit', cells)
    },
    clear: () => set({ tray: [] }),
  }
}

function cellsOf(aside: SetAside | undefined): number[] {
  if (!aside) return []
  return cellsOfRuns(aside.command.kind === 'paint' ? aside.command.cells : aside.patch.runs)
}
