import type { CityLineage } from '../../../server/contract/cityLineage.ts'
import type { BenchClient } from './client.ts'
import { type Measured, measured } from './measured.ts'

const city = '/api/cities/big'

/** Owners of customers: registered, proposed, decided and asked. */
export function ownerRequests(client: BenchClient): Measured[] {
  const send = (method: 'POST' | 'DELETE', path: string, body?: () => object) => async (): Promise<number> => {
    const answer = await client.send(method, path, ...(body ? [body()] : []))
    await answer.arrayBuffer()
    return answer.status
  }
  let turn = 0
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const proposal = (from: number) => () => ({
    ...{ layer: 'listed', subject: `L${++turn}`, effectiveFrom: day(from), reason: 'as agreed' },
    owner: { kind: 'team', id: 'T1' },
  })
  const changes = `${city}/owner-changes`
  return [
    measured(
      'POST /api/cities/:city/parties',
      '',
      1,
      send('POST', `${city}/parties`, () => ({ id: 'T1', kind: 'team', name: 'first' })),
    ),
    measured(
      'POST /api/cities/:city/cluster-grids',
      '',
      1,
      send('POST', `${city}/cluster-grids`, () => ({ gridId: crypto.randomUUID(), code: 'J1', name: 'cluster' })),
    ),
    measured('POST /api/cities/:city/grid-members', '', 1, async () => {
      const { grids } = await client.json<CityLineage>(`${city}/lineage`)
      const member = { gridId: grids[0]!.gridId, role: 'head', party: 'T1', effectiveFrom: day(3) }
      return await send('POST', `${city}/grid-members`, () => member)()
    }),
    measured('GET /api/cities/:city/grid-members', '', 20, () => client.get(`${city}/grid-members`)()),
    measured('POST /api/cities/:city/owner-changes', '', 3, send('POST', changes, proposal(9))),
    measured(
      'POST /api/cities/:city/owner-changes/:ownerChange/decision',
      '',
      1,
      send('POST', `${changes}/1/decision`, () => ({ decision: 'approve' })),
    ),
    measured('DELETE /api/cities/:city/owner-changes/:ownerChange', '', 1, send('DELETE', `${changes}/2`)),
    measured('GET /api/cities/:city/owner-changes', '', 20, () => client.get(changes)()),
    measured('GET /api/cities/:city/parties', '', 20, () => client.get(`${city}/parties`)()),
    measured('GET /api/cities/:city/cluster-grids', '', 20, () => client.get(`${city}/cluster-grids`)()),
    measured('GET /api/cities/:city/customers/:customer/history', '', 5, () =>
      client.get(`${city}/customers/1/history`)(),
    ),
    ...ownerFiles(client, day(9)),
    ...(['point', 'customer'] as const).map((by) =>
      measured(
        'POST /api/cities/:city/ownership',
        `100,000 rows by ${by}`,
        5,
        client.post(`${city}/ownership?by=${by}&crs=wgs84`, hundredThousandRows, { 'content-type': 'text/csv' }),
      ),
    ),
    measured('GET /api/cities/:city/ownership/export', '', 3, () => client.get(`${city}/ownership/export`)()),
  ]
}

/** Files of owners and of today's assignment, and the decision on one of them. */
function ownerFiles(client: BenchClient, from: string): Measured[] {
  const rows = (head: string, row: (i: number) => string) => () =>
    `${head}\n${Array.from({ length: 10_000 }, (_, i) => row(i)).join('\n')}\n`
  const csv = { 'content-type': 'text/csv' }
  const owners = rows('account,owner', (i) => `F${i},team:T1`)
  const grids = rows('customer,grid', (i) => `${i},${i % 7}`)
  return [
    measured(
      'POST /api/cities/:city/owner-imports',
      '10,000 rows',
      1,
      client.post(`${city}/owner-imports?from=${from}&reason=list`, owners, csv),
    ),
    measured(
      'POST /api/cities/:city/owner-changes/:ownerChange/decision',
      'of 10,000',
      1,
      async () => (await client.send('POST', `${city}/owner-changes/4/decision`, { decision: 'approve' })).status,
    ),
    measured(
      'POST /api/cities/:city/assignment-imports',
      '10,000 rows',
      1,
      client.post(`${city}/assignment-imports?from=${from}&maxRejected=1`, grids, csv),
    ),
  ]
}

function hundredThousandRows(): string {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${112 + (i % 1000) / 5000},${30 + (i % 997) / 5000}`)
  return `id,lon,lat\n${rows.join('\n')}\n`
}
