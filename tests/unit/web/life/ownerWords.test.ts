import { describe, expect, it } from 'vitest'
import { type Owner, ownerKind, ownerLayer } from '../../../../server/contract/owners.ts'
import { type Place, unresolvedReason } from '../../../../server/contract/ownership.ts'
import { messagesOf } from '../../../../web/i18n/language.ts'
import {
  auditSubject,
  daysText,
  ownerHeadline,
  ownerSentence,
  ownerTitle,
  placedSentence,
  subjectText,
} from '../../../../web/life/ownerWords.ts'
import { findWordFaults } from '../../../wordFaults.ts'

const words = messagesOf['zh-CN'].owners
const place: Place = {
  ...{ basis: 'cell', rule: 'cell', reason: null, cellId: '894ba0a4cbbffff' },
  grid: { gridId: crypto.randomUUID(), code: '01', name: '大安04', main: null },
}
const pool: Place = { ...place, basis: 'unresolved', reason: 'outside-city', grid: null }
const owner: Owner = {
  ...{ kind: 'team', id: 'T1', name: '一组', plane: 'defence', basis: 'keyAccount', rule: 'change:7' },
  ...{ from: '2026-01-01', until: '2026-09-01', reason: '约定', approvedBy: 'li' },
}

describe('words for whose a customer is', () => {
  it('say what an entry of the audit log is about', () => {
    const said = [
      { act: 'owner.propose', subject: 'keyAccount K003' },
      { act: 'claim.make', subject: 'cluster unit:E203' },
      { act: 'owner.approve', subject: 'ownerChange 13' },
      { act: 'plan.copy', subject: 'demo-6' },
      // the id of a team, whatever it looks like
      { act: 'party.add', subject: 'listed A' },
    ].map((entry) => auditSubject(words, entry))
    expect(said).toEqual(['账户 K003 · 集团客户', '单元 E203 · 聚类网格', '归属变更 13', 'demo-6', 'listed A'])
  })

  it('print the last day, not the one after', () => {
    expect(daysText(words, '2026-01-01', '2026-09-01')).toBe('2026-01-01 至 2026-08-31')
    expect(daysText(words, '2026-01-01', null)).toBe('2026-01-01 起')
    expect(daysText(words, '2026-01-01', '2026-01-02')).toBe('2026-01-01 一天')
  })

  it('name the owner, else the grid, else the pool, and nobody who has ended', () => {
    const named = (active: boolean, of: Owner | null, at: Place) =>
      ownerHeadline(words, { active, owner: of, place: at })
    expect([named(true, owner, place), named(true, null, place), named(true, null, pool)]).toEqual([
      ...['一组', '大安04', '待归属'],
    ])
    // An owner is answered where no place is.
    expect([named(true, owner, pool), named(false, owner, place)]).toEqual(['一组', '已终止'])
    expect(ownerTitle(words, owner)).toBe('团队 · 防守')
  })

  it('say by which layer, on which days, and who approved it', () => {
    expect(ownerSentence(words, (actor) => actor, owner)).toEqual(['集团客户', '2026-01-01 至 2026-08-31', 'li批准'])
    expect(ownerSentence(words, (actor) => actor, { ...owner, approvedBy: null })).toHaveLength(2)
  })

  it.each(['zh-CN', 'en'] as const)('are a planner’s in %s, whatever decides', (language) => {
    const own = messagesOf[language].owners
    const said = [
      ...ownerLayer.options.flatMap((basis) => ownerSentence(own, (actor) => actor, { ...owner, basis })),
      ...ownerKind.options.map((kind) => own.kind[kind]),
      ...[place, pool, ...unresolvedReason.options.map((reason) => ({ ...pool, reason }))].flatMap((at) => [
        placedSentence(own, { customer: 'c7', active: true, place: at }),
        placedSentence(own, { customer: null, active: true, place: at }),
        placedSentence(own, { customer: 'c7', active: false, place: at }),
      ]),
      ...(['c7', 'account:K7', 'unit:E203'] as const).map((subject, i) =>
        subjectText(own, {
          ...{ layer: i === 0 ? 'override' : 'cluster', subject, effectiveFrom: '2026-01-01', effectiveUntil: null },
          ...{ owner: { kind: 'none', id: null, plane: null }, reason: '' },
        }),
      ),
    ]
    for (const text of said) {
      expect(findWordFaults(text)).toEqual([])
      expect(/\p{Script=Han}/u.test(text)).toBe(language === 'zh-CN' || /一组|约定/.test(text))
    }
  })
})
