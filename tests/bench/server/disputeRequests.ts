import type { Claim, ClaimMade, Dispute } from '../../../server/contract/disputes.ts'
import type { BenchClient } from './client.ts'
import { type Measured, measured } from './measured.ts'

const city = '/api/cities/big'

/** Claims, and disputes that are ruled; the team T1 is registered before. */
export function disputeRequests(client: BenchClient): Measured[] {
  let subject = 0
  let claim = 0
  let dispute = 0
  const make = (about: () => string, kind: 'team' | 'person', id: string) => async (): Promise<number> => {
    const answer = await client.send('POST', `${city}/disputes`, {
      ...{ layer: 'listed', subject: about(), claimant: { kind, id }, statement: 'signed by us', evidence: ['HT-7'] },
    })
    const made = (await answer.json()) as ClaimMade
    claim = made.claim?.id ?? claim
    dispute = made.dispute?.id ?? dispute
    return answer.status
  }
  const send = async (method: 'POST' | 'DELETE', path: string, body?: object): Promise<number> => {
    const answer = await client.send(method, path, ...(body ? [body] : []))
    ;(await answer.json()) as Claim | Dispute
    return answer.status
  }
  return [
    measured('POST /api/cities/:city/parties', 'who claims beside', 1, () =>
      send('POST', `${city}/parties`, { id: 'wang', kind: 'person', name: 'Wang' }),
    ),
    measured(
      'POST /api/cities/:city/disputes',
      'that waits',
      3,
      make(() => `D${++subject}`, 'team', 'T1'),
    ),
    measured('DELETE /api/cities/:city/claims/:claim', '', 1, () =>
      send('DELETE', `${city}/claims/${claim}?reason=mistaken`),
    ),
    measured(
      'POST /api/cities/:city/disputes',
      'that opens one',
      1,
      make(() => 'D1', 'person', 'wang'),
    ),
    measured('PUT /api/cities/:city/settings', '', 1, async () => {
      const answer = await client.send('PUT', `${city}/settings`, { disputeDays: 10 })
      await answer.arrayBuffer()
      return answer.status
    }),
    measured('GET /api/cities/:city/settings', '', 20, () => client.get(`${city}/settings`)()),
    measured('GET /api/cities/:city/claims', '', 20, () => client.get(`${city}/claims`)()),
    measured('GET /api/cities/:city/disputes', '', 20, () => client.get(`${city}/disputes`)()),
    measured('GET /api/cities/:city/disputes/:dispute', '', 20, () => client.get(`${city}/disputes/${dispute}`)()),
    measured('POST /api/cities/:city/disputes/:dispute/ruling', '', 1, () =>
      send('POST', `${city}/disputes/${dispute}/ruling`, { owner: { kind: 'team', id: 'T1' }, reason: 'as agreed' }),
    ),
  ]
}
