/**
 * Takes in what others have saved: as it is told, or by asking for the log where something was missed. It waits while a stroke is under
 * way, so that nothing moves under the pen.
 */
import type { CommandLog, PlanBeat } from '../../server/contract/commands.ts'
import type { PlanEntry } from '../model/planEntry.ts'
import type { PlanModel, Taken } from '../model/planModel.ts'
import { entriesOf } from './wire.ts'

export interface Arriving {
  /** Asks for what has been saved since. False where the server cannot be reached. */
  catchUp(): Promise<boolean>
  /** An entry of the log is told, as soon as it is saved. */
  takeEntry(entry: CommandLog['commands'][number]): void
  /** The last revision and the plan's hash are told: a lost entry shows, and so does another plan than the one here. */
  takeBeat(beat: Pick<PlanBeat, 'revision' | 'hash'>): void
  stop(): void
}

export interface ArrivingOptions {
  plan: PlanModel
  readLog: (after: number) => Promise<CommandLog>
  /** resolves once no stroke is under way */
  whenFree: () => Promise<void>
  onTaken: (taken: Taken) => void
  /** the server's plan does not follow on the one here: it must be read anew */
  onLost: () => void
  /** one's own are on their way, and will bring what others saved before them */
  isSending: () => boolean
}

export function createArriving({ plan, readLog, whenFree, onTaken, onLost, isSending }: ArrivingOptions): Arriving {
  const waiting: PlanEntry[] = []
  let isTaking = false
  let isStopped = false
  const idAt = (revision: number) => plan.log.saved().find((entry) => entry.revision === revision)?.commandId

  async function catchUp(): Promise<boolean> {
    const log = await readLog(plan.revision()).catch(() => null)
    if (isStopped || !log) return false
    if (log.commands.length === 0) return true
    await whenFree()
    for (const entry of entriesOf(log, idAt)) {
      if (isStopped) return false
      onTaken(plan.take(entry))
    }
    return !isStopped
  }

  async function takeWaiting(): Promise<void> {
    if (isTaking) return
    isTaking = true
    try {
      while (waiting.length > 0) {
        await whenFree()
        if (isStopped) return
        const entry = waiting.shift()!
        // What is between was not told.
        if (entry.revision! > plan.revision() + 1) await catchUp()
        else onTaken(plan.take(entry))
      }
    } finally {
      isTaking = false
    }
  }

  /** A beat from before what is here may only be late; a plan whose log is shorter was put back to an earlier state. */
  async function expectLog(revision: number): Promise<void> {
    const log = await readLog(revision - 1).catch(() => null)
    if (!isStopped && log && log.commands.length === 0) onLost()
  }

  return {
    catchUp,
    takeEntry(entry) {
      waiting.push(...entriesOf({ commands: [entry] }, idAt))
      void takeWaiting()
    },
    takeBeat({ revision, hash }) {
      if (isStopped || isTaking || isSending()) return
      if (revision > plan.revision()) void catchUp()
      else if (revision < plan.revision()) void expectLog(plan.revision())
      else if (hash !== undefined && hash !== plan.hash()) onLost()
    },
    stop() {
      isStopped = true
      waiting.length = 0
    },
  }
}
