import { describe, expect, it } from 'vitest'
import type { PlanLife, Submission } from '../../../../server/contract/lifecycle.ts'
import type { Version } from '../../../../server/contract/versions.ts'
import { isFrozen, lastReturn, namedVersion, nextStep } from '../../../../web/model/planSteps.ts'

const life = (more: Partial<PlanLife>): PlanLife =>
  ({ status: 'draft', next: 'submit', submissions: [], versions: [], ...more }) as PlanLife
const submission = (more: Partial<Submission>): Submission => ({ number: 1, kind: 'publish', ...more }) as Submission
const version = (number: number, phase: Version['phase']): Version => ({ number, phase }) as Version

describe('what comes next for a plan', () => {
  it('is what the server says, but for an open question and a copy of what is put away', () => {
    expect(nextStep(life({}))).toBe('submit')
    expect(nextStep(life({ next: 'rebase' }))).toBe('rebase')
    expect(nextStep(life({ status: 'archived', next: 'none' }))).toBe('copy')
    const rollback = submission({ kind: 'rollback', state: 'open' })
    expect(nextStep(life({ status: 'published', next: 'copy', submissions: [rollback] }))).toBe('decide')
    const done = submission({ state: 'approved' })
    expect(nextStep(life({ status: 'published', next: 'copy', submissions: [done] }))).toBe('copy')
  })

  it('is nothing drawn once it is no draft', () => {
    expect(isFrozen(null)).toBe(false)
    const all = (['draft', 'pending', 'published', 'archived'] as const).map((status) => isFrozen({ status }))
    expect(all).toEqual([false, true, true, true])
  })
})

describe('what is said of a plan', () => {
  it('names the version that is in force before others, and none that is void', () => {
    const named = (...versions: Version[]) => namedVersion({ versions })?.number
    expect(named(version(9, 'scheduled'), version(4, 'in-force'), version(2, 'ended'))).toBe(4)
    expect(named(version(9, 'void'), version(4, 'ended'), version(6, 'ended'))).toBe(6)
    expect(named(version(9, 'void'))).toBeUndefined()
  })

  it('tells why it came back, until it is submitted again', () => {
    const back = submission({ state: 'returned', reason: '口径不一致' })
    expect(lastReturn(life({ submissions: [back] }))?.reason).toBe('口径不一致')
    expect(lastReturn(life({ status: 'pending', submissions: [back] }))).toBeUndefined()
    expect(lastReturn(life({ submissions: [submission({ state: 'recalled' }), back] }))).toBeUndefined()
  })
})
