import { cellToLatLng } from 'h3-js'
import { expect, test } from 'vitest'
import { verify } from '../../../../../partition/index.ts'
import { type DrawInput, drawAssignment } from '../../../../../server/ownership/imports/drawAssignment.ts'
import { readAssignmentFile } from '../../../../../server/ownership/imports/readAssignmentFile.ts'
import { buildCity, seededRandom } from '../../../partition/builders.ts'

const city = buildCity({ radius: 4 })
const cellCount = city.cellIds.length
const centers = Float64Array.from([...city.cellIds].flatMap((id) => cellToLatLng(id.toString(16)).toReversed()))
const gridNames = ['甲', '乙', '丙', '丁', '戊']
const noRows = { units: '[]', sites: '[]', known: [], clusters: [], from: '2027-01-01', reason: '现状' }

/** What a file makes of a city where each of its subjects has customers where `cellsOf` says. */
async function drawn(
  text: string,
  cellsOf: (kind: string, id: string) => [cell: number | null, customers: number][],
  more: Partial<DrawInput> = {},
) {
  const answer = await readAssignmentFile({ bytes: Buffer.from(text), options: { sourceName: 'today.csv' } })
  if (!answer.ok) throw new Error(answer.message)
  const { read } = answer
  const votes = (JSON.parse(read.subjects) as { n: number; kind: string; id: string }[]).flatMap(({ n, kind, id }) =>
    cellsOf(kind, id).map(([cell, customers]) => [n, cell, customers]),
  )
  const result = drawAssignment({
    ...{ rows: read.rows, subjects: read.subjects, grids: read.grids, columnMap: read.columnMap },
    ...{ votes: JSON.stringify(votes), customers: new Float64Array(cellCount).fill(3) },
    ...{ cellIds: city.cellIds, neighbors: city.neighbors, centers },
    ...{ stated: { confirmed: [], refused: [] }, ids: read.grids.map((_, i) => `id-${i}`) },
    ...noRows,
    ...more,
  })
  return {
    read,
    result,
    sum: result.rows.plan + result.owners.count + result.rows.disputed + read.rejects.length + result.rejects.length,
  }
}

const ownersOf = ({ owners }: { readonly owners: { readonly text: string } }) =>
  (JSON.parse(owners.text) as { layer: string; subject: string; ref: string; until: string | null }[]).map(
    ({ layer, subject, ref, until }) => [layer, subject, ref, until],
  )

test('gives a cell to the majority, the minority an owner row, and equal claims a dispute', async () => {
  const [a, b, c, d] = [0, 30, 45, 60]
  const where: Record<string, [number | null, number][]> = {
    K1: [[a, 5]],
    K2: [[a, 3]],
    K3: [[b, 2]],
    K4: [[b, 2]],
    K5: [[c, 4]],
    K6: [[null, 1]],
    K7: [[d, 9]],
  }
  const rows = [
    'K1,甲', // the majority of a
    'K2,乙', // the minority
    'K3,甲', // equal in b: 乙 has more in all
    'K4,乙',
    'K5,甲', // in two grids
    'K5,乙',
    'K6,甲', // outside of the city
    'K7,乙',
    'K7,乙', // said twice
    'K8,甲', // of nobody
    ',甲',
  ]
  const { result, read, sum } = await drawn(`集团编码,网格名称\n${rows.join('\n')}\n`, (_, id) => where[id] ?? [])
  const numberOf = new Map(result.grids.map(({ name, number }) => [name, number]))
  expect([a, b, d].map((cell) => result.assignment[cell])).toEqual(['甲', '乙', '乙'].map((name) => numberOf.get(name)))
  expect(result.rows).toEqual({ plan: 3, disputed: 3 })
  expect(ownersOf(result)).toEqual([
    ['listed', 'K2', 'id-1', null],
    ['listed', 'K6', 'id-0', null],
  ])
  expect(result.disputes).toEqual([
    { layer: 'listed', subject: 'K3', lines: [4], claimants: ['id-1', 'id-0'] },
    { layer: 'listed', subject: 'K5', lines: [6, 7], claimants: ['id-1', 'id-0'] },
  ])
  expect(read.rejects.map(({ line, code }) => [line, code])).toEqual([
    [12, 'missing-id'],
    [10, 'duplicate-id'],
  ])
  expect(result.rejects.map(({ line, code }) => [line, code])).toEqual([[11, 'unknown-subject']])
  expect(result.cells).toEqual({ named: 3, tied: 1, apart: 0, filled: cellCount - 3 })
  expect(sum).toBe(read.rowsRead)
})

test('a grid that wins no cell is one outside of plans, and grids that are known go on', async () => {
  const known = [
    {
      ...{ number: 9, gridId: 'known-a', code: '0101', name: '甲', colour: '#ade49a' },
      ...{ locked: true, areaClass: null, parentId: null, pins: [] },
    },
  ]
  const clusters = [{ gridId: 'cluster-1', code: 'J1', name: '聚类' }]
  const { result } = await drawn('unit,grid\nE1,0101\nE2,乙\nE3,J1\n', (_, id) => (id === 'E1' ? [[0, 5]] : [[0, 1]]), {
    known,
    clusters,
  })
  expect(result.grids).toMatchObject([{ number: 1, gridId: 'known-a', code: '0101', name: '甲', locked: false }])
  expect(result.clusters).toEqual([{ gridId: 'id-1', code: '乙', name: '乙' }])
  expect(ownersOf(result)).toEqual([
    ['cluster', 'unit:E2', 'id-1', null],
    ['cluster', 'unit:E3', 'cluster-1', null],
  ])
})

test('where the data names no customer of a unit or an account, its place counts; an owner of a customer lasts a year', async () => {
  const units = [{ kind: 'estate', code: 'E1', name: '小区', cells: [7, 8], shares: [1, 1] }]
  const sites = [{ kind: 'listed', id: 'K1', cells: [50] }]
  const { result } = await drawn(
    'customer,account,unit,grid\n,,E1,甲\n,K1,,乙\nc1,K1,,乙\nc2,,,甲\n',
    (_, id) => (id === 'c1' ? [[7, 1]] : id === 'c2' ? [[8, 1]] : []),
    { units: JSON.stringify(units), sites: JSON.stringify(sites) },
  )
  expect(result.rows).toEqual({ plan: 3, disputed: 0 })
  expect(ownersOf(result)).toEqual([['override', 'c1', 'id-1', '2028-01-01']])
  expect(result.assignment[7]).toBe(result.assignment[8])
})

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  'of a random file %i each row is counted once, and the plan is one',
  async (seed) => {
    const random = seededRandom(seed)
    const below = (n: number) => Math.floor(random() * n)
    const places = new Map<string, [number | null, number][]>()
    const cellsOf = (kind: string, id: string) => {
      const key = `${kind} ${id}`
      const known = places.get(key)
      if (known) return known
      const count = below(10) === 0 ? 0 : 1 + below(4)
      const cells = new Set(Array.from({ length: count }, () => (below(12) === 0 ? null : below(cellCount))))
      const made = [...cells].map((cell): [number | null, number] => [cell, 1 + below(3)])
      places.set(key, made)
      return made
    }
    const rows = Array.from({ length: 20 + below(120) }, () => {
      const kind = below(3)
      const id = `${'cku'[kind]}${below(60)}`
      const named = [0, 1, 2].map((place) => (place === kind && below(30) > 0 ? id : ''))
      return [...named, below(25) === 0 ? '' : gridNames[below(1 + below(gridNames.length))]].join(',')
    })
    const text = `客户标识,集团编码,小区编码,网格名称\n${rows.join('\n')}\n`
    const { read, result, sum } = await drawn(text, cellsOf)
    expect(sum).toBe(read.rowsRead)
    expect(result.fault).toBeNull()
    const { violations } = verify({
      ...{ cellIds: city.cellIds, assignment: result.assignment, links: result.links, records: result.grids },
      gridNumbers: result.grids.map(({ number }) => number),
    })
    expect(violations).toEqual([])
    // Who the plan has is where the file says; every owner and every claimant is a grid there is.
    const there = new Set([...result.grids, ...result.clusters].map(({ gridId }) => gridId))
    for (const [, , ref] of ownersOf(result)) expect(there).toContain(ref)
    for (const { claimants } of result.disputes) {
      expect(claimants.length).toBeGreaterThan(1)
      for (const id of claimants) expect(there).toContain(id)
    }
    // The order of rows says nothing of the plan.
    const turned = await drawn(`客户标识,集团编码,小区编码,网格名称\n${rows.toReversed().join('\n')}\n`, cellsOf)
    const codesOf = ({ assignment, grids }: typeof result) => [...assignment].map((grid) => grids[grid - 1]?.code)
    expect(codesOf(turned.result)).toEqual(codesOf(result))
    expect(turned.result.rows).toEqual(result.rows)
  },
)
