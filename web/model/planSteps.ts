import type { PlanLife, Submission } from '../../server/contract/lifecycle.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import type { Version } from '../../server/contract/versions.ts'

/** A plan takes changes while it is a draft, and never again once it is more. */
export const isFrozen = (plan: Pick<PlanDetail, 'status'> | null): boolean => plan !== null && plan.status !== 'draft'

/** What waits for a decision: the plan itself, or that it be put in force again. */
export const openSubmission = ({ submissions }: Pick<PlanLife, 'submissions'>): Submission | undefined =>
  submissions.find(({ state }) => state === 'open')

export type PlanStep = 'submit' | 'rebase' | 'decide' | 'copy'

/** The one thing that comes next for a plan. */
export function nextStep(life: PlanLife): PlanStep {
  if (openSubmission(life)) return 'decide'
  return life.next === 'none' ? 'copy' : life.next
}

/** Of a plan's versions the one to be named: in force, else to come, else the newest that was; not one that is void. */
export function namedVersion({ versions }: Pick<PlanLife, 'versions'>): Version | undefined {
  const rank = ['in-force', 'scheduled', 'ended']
  return versions
    .filter(({ phase }) => phase !== 'void')
    .toSorted((a, b) => rank.indexOf(a.phase) - rank.indexOf(b.phase) || b.number - a.number)[0]
}

/** Why the last submission came back, where it did. */
export const lastReturn = ({
  status,
  submissions,
}: Pick<PlanLife, 'status' | 'submissions'>): Submission | undefined =>
  status === 'draft' && submissions[0]?.state === 'returned' ? submissions[0] : undefined
