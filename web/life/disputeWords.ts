import type { PastDispute } from '../../server/contract/disputes.ts'
import type { Format } from '../i18n/format.ts'
import type { Messages } from '../i18n/zh-CN.ts'
import type { Due } from '../model/disputeTable.ts'
import { subjectText } from './ownerWords.ts'

type Words = Messages['disputes']

/** How much time an open dispute has, in working days; empty of a closed one. */
export function dueText(words: Words, format: Pick<Format, 'integer'>, due: Due): string {
  if (due.kind === 'closed') return ''
  if (due.kind === 'over' || due.kind === 'left') return words.due[due.kind]({ days: format.integer(due.days) })
  return words.due[due.kind]
}

/** A dispute of the past in a line. */
export function pastText({ disputes, owners }: Pick<Messages, 'disputes' | 'owners'>, past: PastDispute): string {
  const { id, openedOn, closedOn, outcome } = past
  const said = { id: String(id), subject: subjectText(owners, past), date: openedOn }
  return outcome === null || closedOn === null
    ? disputes.pastOne.open(said)
    : disputes.pastOne[outcome]({ ...said, closed: closedOn })
}
