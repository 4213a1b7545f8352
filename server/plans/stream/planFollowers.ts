/**
 * Those who follow plans: each plan that somebody follows is looked at when there is news of it, and every few seconds, since news may be
 * lost. What its log has more by then goes to all of its followers.
 */
import { isShapanError } from '../../base/errors.ts'
import type { PlanBeat } from '../../contract/commands.ts'
import type { Database } from '../../db/database.ts'
import { commandLogJson, type StoredCommand } from '../commandLog.ts'
import { onPlanNews } from '../planNews.ts'
import { loadPlanState } from '../planState.ts'
import { readCommands } from '../readCommands.ts'
import type { PlanState } from '../states.ts'

export interface PlanFollower {
  /**
   * First of all, then every few seconds, in place of entries that are too large or too many to be sent, and when the plan's division
   * has other segments than before, or the plan another status.
   */
  onState(beat: PlanBeat): void
  onEntry(revision: number, json: Uint8Array): void
  /** the plan is there no more */
  onGone(): void
}

export interface PlanFollowers {
  /** From a state that was read just now on. Returns what ends it. */
  follow(state: PlanState, follower: PlanFollower): () => void
  stop(): void
}

interface Followed {
  cityId: number
  /** what its followers have been told up to */
  revision: number
  /** of the state at that revision, where it is known */
  hash: number | null
  /** tells whose customers its figures are of */
  segments: string
  status: PlanState['status']
  readonly followers: Set<PlanFollower>
  /** being looked at; `again`: there was news meanwhile */
  looking: 'no' | 'yes' | 'again'
}

const beatMs = 5_000
/** Of entries at one look: more than that a follower reads from the log. */
const mostEntries = 200
/** Of one entry as it is stored; a stroke takes some hundred. Made on the event loop: of so many, one takes 1 ms. */
const mostBytes = 16 * 1024

export function createPlanFollowers(database: Database): PlanFollowers {
  const plans = new Map<string, Followed>()
  const stopNews = onPlanNews(database, (planId) => look(planId))
  const timer = setInterval(() => {
    for (const planId of plans.keys()) look(planId, true)
  }, beatMs)

  function look(planId: string, isBeat = false): void {
    const plan = plans.get(planId)
    if (!plan) return
    if (plan.looking !== 'no') {
      plan.looking = 'again'
      return
    }
    plan.looking = 'yes'
    void catchUp(planId, plan)
      // Away just now: the next beat looks again.
      .catch(() => {})
      .finally(() => {
        const isAgain = plan.looking === 'again'
        plan.looking = 'no'
        if (isBeat) tellState(plan)
        if (isAgain) look(planId)
      })
  }

  async function catchUp(planId: string, plan: Followed): Promise<void> {
    const state = await loadPlanState(database, planId).catch((error: unknown) => {
      if (isShapanError(error, 'plan-not-found')) return null
      throw error
    })
    if (!state) {
      plans.delete(planId)
      for (const { onGone } of plan.followers) onGone()
      return
    }
    const { cityId, revision, hash, status } = state
    const { signature: segments } = state.division
    const isNews = segments !== plan.segments || status !== plan.status
    Object.assign(plan, { segments, status })
    // Another plan of the same name, an earlier state put back, or very much at once: who follows reads it for himself.
    const isBeyond = cityId !== plan.cityId || revision < plan.revision || revision > plan.revision + mostEntries
    if (isBeyond) {
      Object.assign(plan, { cityId, revision, hash })
      tellState(plan)
    } else if (revision === plan.revision) plan.hash = hash
    else
      for await (const page of readCommands(database.kysely, state, plan.revision))
        for (const entry of page) tellEntry(plan, entry)
    if (isNews && !isBeyond) tellState(plan)
  }

  function tellEntry(plan: Followed, entry: StoredCommand): void {
    const { revision, hash, command, patch } = entry
    Object.assign(plan, { revision, hash })
    if (command.length + patch.length > mostBytes) {
      tellState(plan)
      return
    }
    const json = commandLogJson([entry])
    for (const follower of plan.followers) follower.onEntry(revision, json)
  }

  return {
    follow({ planId, cityId, revision, hash, status, division: { signature: segments } }, follower) {
      const plan: Followed = plans.get(planId) ?? {
        ...{ cityId, revision, hash, segments, status },
        followers: new Set(),
        looking: 'no',
      }
      plans.set(planId, plan)
      plan.followers.add(follower)
      follower.onState(beatOf(plan))
      if (revision !== plan.revision || segments !== plan.segments || status !== plan.status) look(planId)
      return () => {
        plan.followers.delete(follower)
        if (plan.followers.size === 0 && plans.get(planId) === plan) plans.delete(planId)
      }
    },
    stop() {
      clearInterval(timer)
      stopNews()
    },
  }
}

const beatOf = ({ revision, hash, segments, status }: Followed): PlanBeat => ({
  revision,
  ...(hash !== null && { hash }),
  segments,
  status,
})

function tellState(plan: Followed): void {
  for (const follower of plan.followers) follower.onState(beatOf(plan))
}
