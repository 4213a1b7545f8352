/** What is disputed in a city and who owns its subjects, kept in arrays: what the database must agree with. */

interface ModelClaim {
  readonly number: number
  readonly subject: string
  readonly claimant: string
  state: 'standing' | 'withdrawn' | 'granted' | 'denied'
  dispute: number | null
}

export interface ModelDispute {
  readonly number: number
  readonly subject: string
  stage: number
  due: string | null
  status: 'open' | 'escalated' | 'ruled' | 'dropped'
}

interface Held {
  readonly from: string
  readonly owner: string
}

export class DisputeModel {
  readonly claims: ModelClaim[] = []
  readonly disputes: ModelDispute[] = []
  /** the owners of each subject, by date */
  readonly rows = new Map<string, Held[]>()
  today: string

  constructor(today: string) {
    this.today = today
  }

  openOf(subject: string): ModelDispute | undefined {
    return this.disputes.find((one) => one.subject === subject && (one.status === 'open' || one.status === 'escalated'))
  }

  ownerOn(subject: string, day: string): string | null {
    return this.rowsOf(subject).findLast(({ from }) => from <= day)?.owner ?? null
  }

  /** The code of a refusal, or null. */
  claim(subject: string, claimant: string): string | null {
    const open = this.openOf(subject)
    const standing = this.standingOf(subject)
    if (standing.some((one) => one.claimant === claimant)) return 'nothing-to-claim'
    const owners = this.ownersAhead(subject)
    if (!open && owners.length > 0 && owners.every((owner) => owner === claimant)) return 'nothing-to-claim'
    this.claims.push({ number: this.claims.length + 1, subject, claimant, state: 'standing', dispute: null })
    if (open) this.claims.at(-1)!.dispute = open.number
    else if (owners.length > 0 || standing.length > 0) this.open(subject)
    return null
  }

  withdraw(number: number): string | null {
    const claim = this.claims[number - 1]
    if (!claim) return 'claim-not-found'
    if (claim.state !== 'standing') return 'dispute-closed'
    claim.state = 'withdrawn'
    const dispute = claim.dispute === null ? undefined : this.disputes[claim.dispute - 1]
    if (dispute && !this.claims.some((one) => one.dispute === dispute.number && one.state === 'standing'))
      dispute.status = 'dropped'
    return null
  }

  rule(number: number, owner: string, replace: boolean): string | null {
    const dispute = this.disputes[number - 1]
    if (!dispute) return 'dispute-not-found'
    if (dispute.status === 'ruled' || dispute.status === 'dropped') return 'dispute-closed'
    if (!this.lay(dispute.subject, owner, addDay(this.today), replace)) return 'later-rows'
    dispute.status = 'ruled'
    for (const claim of this.standingOf(dispute.subject)) claim.state = claim.claimant === owner ? 'granted' : 'denied'
    return null
  }

  /** An owner that is proposed and approved. */
  give(subject: string, owner: string, from: string): string | null {
    if (this.openOf(subject)) return 'disputed'
    if (!this.lay(subject, owner, from, false)) return 'later-rows'
    const [waiting] = this.standingOf(subject)
    if (!waiting) return null
    if (this.ownersAhead(subject).every((one) => one === waiting.claimant)) waiting.state = 'granted'
    else this.open(subject)
    return null
  }

  nextDay(): void {
    this.today = addDay(this.today)
    for (const dispute of this.disputes) {
      if (dispute.due === null || dispute.due >= this.today || this.openOf(dispute.subject) !== dispute) continue
      dispute.status = 'escalated'
      dispute.due = ++dispute.stage === 1 ? tenWorkingDaysAfter(dispute.due) : null
    }
  }

  private rowsOf(subject: string): Held[] {
    return this.rows.get(subject) ?? []
  }

  private standingOf(subject: string): ModelClaim[] {
    return this.claims.filter((one) => one.subject === subject && one.state === 'standing')
  }

  private ownersAhead(subject: string): string[] {
    const now = this.ownerOn(subject, this.today)
    const later = this.rowsOf(subject).filter(({ from }) => from > this.today)
    return [...(now === null ? [] : [now]), ...later.map(({ owner }) => owner)]
  }

  private open(subject: string): void {
    const number = this.disputes.length + 1
    this.disputes.push({ number, subject, stage: 0, due: tenWorkingDaysAfter(this.today), status: 'open' })
    for (const claim of this.standingOf(subject)) claim.dispute = number
  }

  private lay(subject: string, owner: string, from: string, replace: boolean): boolean {
    const kept = this.rowsOf(subject).filter((row) => row.from < from)
    if (kept.length < this.rowsOf(subject).length && !replace) return false
    this.rows.set(subject, [...kept, { from, owner }])
    return true
  }
}

export function addDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}

function tenWorkingDaysAfter(day: string): string {
  let date = day
  for (let counted = 0; counted < 10; ) {
    date = addDay(date)
    if (![0, 6].includes(new Date(date).getUTCDay())) counted++
  }
  return date
}
