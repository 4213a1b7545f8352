import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, expect, it } from 'vitest'
import { ShapanError } from '../../../server/base/errors.ts'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import { type OwnerChange, ownerChangeRequest } from '../../../server/contract/owners.ts'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { findOwnership } from '../../../server/ownership/cityOwnership.ts'
import { readHistory } from '../../../server/ownership/customerHistory.ts'
import { addParty } from '../../../server/ownership/rows/parties.ts'
import { cancelOwners, decideOwners, proposeOwner } from '../../../server/ownership/rows/proposals.ts'
import { seededRandom } from '../../unit/partition/builders.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { copyOf, type LivedServer, liveServer, newPlan, publish } from '../life/city.ts'

const now = new Date('2026-01-02T04:00:00Z')
const acting = { actor: 'test', via: 'api', address: null, now } as const
const days = 300
const dayOf = (index: number) => new Date(Date.UTC(2026, 0, 3 + index)).toISOString().slice(0, 10)
const customers = ['c0', 'c1', 'c2'] as const
const layers = ['override', 'listed'] as const
type Held = { readonly kind: string; readonly id: string | null } | undefined

// A law of the statements, which are the same on both; `ownerChanges.test.ts` runs on both databases with each change.
anyDatabase('owners after many acts', (database) => {
  const random = seededRandom(7)
  const below = (count: number) => Math.floor(random() * count)
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!
  let server: LivedServer
  afterAll(async () => server?.close())

  it('are those that an array of days holds, one each, of grids that are there, whatever is done later', async () => {
    const before = await makeTown()
    /** by subject what holds on each day */
    const held = new Map<string, Held[]>([...customers, 'K'].map((subject) => [subject, new Array<Held>(days)]))
    const open: { change: OwnerChange; undo?: () => void }[] = []
    const kept: { customer: string; on: string; answer: OwnershipAnswer }[] = []
    const done: Record<string, number> = {}
    for (let act = 0; act < 70; act++) {
      const did = await actOnce().catch((error: unknown) => {
        if (!(error instanceof ShapanError)) throw error
        return error.code
      })
      done[did] = (done[did] ?? 0) + 1
      if (act % 10 !== 0) continue
      const [customer, on] = [pick(customers), dayOf(below(days))]
      kept.push({ customer, on, answer: await findOwnership(database(), 'acts', { customer, on }, now) })
    }
    expect(Object.keys(done)).toEqual(
      expect.arrayContaining(['propose', 'approve', 'reject', 'cancel', 'publish', 'later-rows']),
    )

    const inForce = new Map<string, readonly string[]>()
    for (const customer of customers) {
      const { periods } = await readHistory(database(), 'acts', customer, undefined, now)
      expect(periods[0]!.from).toBe('2026-01-01')
      for (const [index, { until }] of periods.entries()) expect(until).toBe(periods[index + 1]?.from ?? null)
      for (let index = 0; index < days; index += 7) {
        const on = dayOf(index)
        const { owner, version, holds } = await findOwnership(database(), 'acts', { customer, on }, now)
        const decides = layers
          .map((layer) => held.get(layer === 'override' ? customer : 'K')![index])
          .find((one) => one && one.kind !== 'none')
        const expected = decides && decides.kind !== 'place' ? decides : null
        expect([customer, on, owner?.kind ?? null]).toEqual([customer, on, expected?.kind ?? null])
        if (owner) expect(owner.reason).toBe('约定')
        if (owner && owner.kind !== 'grid') expect([customer, on, owner.id]).toEqual([customer, on, expected!.id])
        if (owner?.kind === 'grid') {
          if (!inForce.has(version!.id)) inForce.set(version!.id, await gridsOf(version!.id))
          expect(inForce.get(version!.id)).toContain(owner.id)
        }
        const period = periods.findLast(({ from }) => from <= on)!
        expect([customer, on, period.owner?.id]).toEqual([customer, on, owner?.id])
        expect(holds!.from <= on && (holds!.until === null || holds!.until > on)).toBe(true)
      }
    }
    // What was answered once is answered again.
    for (const { customer, on, answer } of kept) {
      const again = await findOwnership(database(), 'acts', { customer, on, known: answer.known! }, now)
      expect({ ...again, version: again.version?.id }).toEqual({ ...answer, version: answer.version?.id })
    }

    async function actOnce(): Promise<string> {
      const kind = pick([
        'propose',
        'propose',
        'propose',
        'approve',
        'approve',
        'approve',
        'reject',
        'cancel',
        'publish',
      ])
      if (kind === 'publish') return await rollBack()
      if (kind === 'propose') {
        open.push({ change: await propose() })
        return kind
      }
      if (open.length === 0) return 'nothing'
      const one = open[below(open.length)]!
      const { id } = one.change
      if (kind === 'cancel') {
        await cancelOwners(database(), 'acts', id, '不妥', acting)
        one.undo?.()
      } else
        await decideOwners(database(), 'acts', id, { decision: kind as 'approve' | 'reject', reason: '约定' }, acting)
      if (kind === 'approve') one.undo = lay(one.change)
      else open.splice(open.indexOf(one), 1)
      return kind
    }

    async function propose(): Promise<OwnerChange> {
      const layer = pick(layers)
      const from = below(days)
      const kind = pick(['none', 'place', 'team', 'team', 'grid', 'grid'] as const)
      const request = ownerChangeRequest.parse({
        ...{ layer, subject: layer === 'override' ? pick(customers) : 'K', reason: '约定' },
        ...{ effectiveFrom: dayOf(from), effectiveUntil: dayOf(from + 1 + below(60)) },
        owner: {
          ...{ kind, ...(kind === 'team' && { id: pick(['T1', 'T2']) }), ...(kind === 'grid' && { id: pick(before) }) },
        },
      })
      return await proposeOwner(database(), 'acts', request, acting)
    }

    /** Lays what was approved over the days, and returns what takes it back. */
    function lay({ changes: [change] }: OwnerChange): () => void {
      const { subject, effectiveFrom, effectiveUntil, owner } = change!
      const own = held.get(subject)!
      const covered = [...own.keys()].filter((index) => dayOf(index) >= effectiveFrom && dayOf(index) < effectiveUntil!)
      const was = covered.map((index) => own[index])
      for (const index of covered) own[index] = owner
      return () => {
        for (const [place, index] of covered.entries()) own[index] = was[place]
      }
    }

    async function rollBack(): Promise<string> {
      const asked = { version: 1 + below(2), effectiveFrom: dayOf(below(days)), later: 'withdraw', note: '' }
      const answer = await server.call('POST', '/api/cities/acts/rollbacks', asked)
      if (answer.statusCode !== 201) return answer.json<{ code: string }>().code
      const { number, impactId } = answer.json<Submission>()
      const decision = { decision: 'approve', submission: number, impactId, later: 'withdraw' }
      const decided = await server.call('POST', `/api/cities/acts/rollbacks/${number}/decision`, decision)
      expect([decided.statusCode, decided.statusCode === 201 ? '' : decided.body]).toEqual([201, ''])
      return 'publish'
    }
  })

  async function gridsOf(version: string): Promise<readonly string[]> {
    const { planId } = (await server.call('GET', `/api/cities/acts/versions/${version.split('@')[1]}`)).json<{
      planId: string
    }>()
    const { grids } = (await server.call('GET', `/api/plans/${planId}`)).json<PlanDetail>()
    return grids.map(({ gridId }) => gridId)
  }

  /** Three grids from the first day on, of which one takes another on day 150. */
  async function makeTown(): Promise<readonly string[]> {
    const [head = '', ...rows] = customerCsv(100).trim().split('\n')
    const text = [`${head},account_id`, ...rows.map((row) => `${row},K`)]
    await makeCity(database(), 'acts')
    await importFile(database(), 'acts', Readable.from([text.join('\n')]), {
      ...{ crs: 'wgs84', sourceName: 'a.csv', now: new Date('2026-01-01T02:00:00Z') },
    })
    server = await liveServer(database(), now.toISOString())
    const plan = await newPlan(database(), 'acts', 3)
    await publish(server, plan, '2026-01-01')
    const { grids } = (await server.call('GET', `/api/plans/${plan}`)).json<PlanDetail>()
    const merged = await copyOf(server, plan)
    const command = { kind: 'merge', gridId: grids[0]!.gridId, gone: [grids[1]!.gridId] }
    const commands = [{ commandId: randomUUID(), command }]
    expect((await server.call('POST', `/api/plans/${merged}/commands`, { commands })).statusCode).toBe(200)
    await publish(server, merged, dayOf(150))
    for (const id of ['T1', 'T2']) await addParty(database(), 'acts', { id, kind: 'team', name: id }, acting)
    return grids.map(({ gridId }) => gridId)
  }
})
