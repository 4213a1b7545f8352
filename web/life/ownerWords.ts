import type { Owner, OwnerChange, OwnerLayer } from '../../server/contract/owners.ts'
import type { Layer, OwnershipAnswer, Place } from '../../server/contract/ownership.ts'
import type { Messages } from '../i18n/zh-CN.ts'
import { addDays } from '../model/civilDays.ts'
import { ownerSubject } from '../model/ownerSubjects.ts'

/** What is said of owners, in the words of a language. */
type Words = Messages['owners']

/** From a day on, and until which last day. */
export function daysText(words: Words, from: string, until: string | null): string {
  if (until === null) return words.days.since({ from })
  const last = addDays(until, -1)
  return last === from ? words.days.one({ date: from }) : words.days.between({ from, last })
}

/** Whose it is, in a word: the owner, else the grid where it stands, else the pool. */
export function ownerHeadline(
  words: Words,
  { active, owner, place }: Pick<OwnershipAnswer, 'active' | 'owner'> & { readonly place: Place | null },
): string {
  if (!active) return words.ask.ended
  return owner?.name ?? place?.grid?.name ?? words.ask.pool
}

/** What an owner is: a team, defending. */
export const ownerTitle = (words: Words, { kind, plane }: Pick<Owner, 'kind' | 'plane'>): string =>
  [words.kind[kind], ...(plane === null ? [] : [words.plane[plane]])].join(' · ')

/** By which layer somebody owns, on which days, and who approved it; the reason stands apart. */
export function ownerSentence(words: Words, actorText: (actor: string) => string, owner: Owner): string[] {
  const { basis, from, until, approvedBy } = owner
  return [
    words.layer[basis],
    daysText(words, from, until),
    ...(approvedBy === null ? [] : [words.ask.approvedBy({ who: actorText(approvedBy) })]),
  ]
}

/** Why nobody above the grid owns it, or why there is no grid either. */
export function placedSentence(
  words: Words,
  { customer, active, place }: Pick<OwnershipAnswer, 'customer' | 'active' | 'place'>,
): string {
  if (!active) return words.ask.endedWhy
  if (place.reason !== null) return words.ask.poolWhy[place.reason]
  return customer === null ? words.ask.placedPoint : words.ask.placed
}

/** What a change is about: its layer, and the customer, account or unit. */
export function subjectText(
  words: Words,
  { layer, subject }: Pick<OwnerChange['changes'][number], 'layer' | 'subject'>,
): string {
  const { of, id } = ownerSubject(layer, subject)
  return of === 'customer'
    ? words.ask.ofCustomer({ customer: id })
    : of === 'account'
      ? words.changes.ofAccount({ account: id })
      : words.changes.ofUnit({ unit: id })
}

/** Which account or unit a layer goes by. */
export const layerSubject = (words: Words, layer: Layer['layer'], subject: string): string =>
  layer === 'cell' || layer === 'unresolved' ? subject : subjectText(words, { layer, subject })

const actsOnOwners = ['owner', 'claim', 'dispute']

/** What an entry of the audit log is about: a customer, an account or a unit in its layer, or a change of owners, in words; anything else as it is. */
export function auditSubject(
  words: Words,
  { act, subject }: { readonly act: string; readonly subject: string },
): string {
  if (!actsOnOwners.includes(act.split('.', 1)[0]!)) return subject
  const [kind = '', ...rest] = subject.split(' ')
  const id = rest.join(' ')
  if (kind === 'ownerChange') return words.changeNumber({ number: id })
  if (!(kind in words.layer)) return subject
  const layer = kind as OwnerLayer
  return `${subjectText(words, { layer, subject: id })} · ${words.layer[layer]}`
}
