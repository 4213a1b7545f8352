import { expect, test } from 'vitest'
import type { Graph } from '../../../../partition/index.ts'
import { findOwnGrids, type OwnGridLimits } from '../../../../server/plans/lists/ownGrids.ts'
import type { AccountSite } from '../../../../server/plans/lists/readLists.ts'

/** Seven cells in a row. */
const row: Graph = {
  vertexCount: 7,
  offsets: Uint32Array.from([0, 1, 3, 5, 7, 9, 11, 12]),
  neighbors: Uint32Array.from([1, 0, 2, 1, 3, 2, 4, 3, 5, 4, 6, 5]),
  edgeWeights: new Float64Array(12).fill(1),
  vertexWeights: [new Float64Array(7).fill(1)],
}
const site = (account: string, cell: number | null, more: Partial<AccountSite> = {}): AccountSite => ({
  ...{ account, name: account, grade: null, site: '1', cell, figures: {} },
  ...more,
})
const find = (sites: readonly AccountSite[], limits: Partial<OwnGridLimits> = {}) =>
  findOwnGrids(sites, { graph: row, units: [], locked: new Set(), pinnedTo: new Map(), ...limits })

test('cells that hold the rest together are no grid of their own, those at the end are', () => {
  const { grids, note } = find([site('K1', 3), site('K2', 0), site('K3', 6)])
  expect(grids.map(({ name, cells }) => [name, ...cells])).toEqual([
    ['K2', 0],
    ['K3', 6],
  ])
  expect(note).toMatchObject({ accounts: 2, grids: 2, notOwn: [{ name: 'K1', reason: 'cuts' }] })
})

test('the higher grade has a cell first, and the unit it lies in comes with it', () => {
  const sites = [site('K1', 1), site('K2', 0, { grade: 'A' }), site('K3', null)]
  const { grids, note } = find(sites, { units: [[0, 1, 2]] })
  expect(grids.map(({ name, cells }) => [name, ...cells])).toEqual([['K2', 0, 1, 2]])
  expect(note.notOwn).toEqual([
    { name: 'K1', reason: 'shared', other: 'K2' },
    { name: 'K3', reason: 'nowhere' },
  ])
})

test('what is locked or pinned stays, unless it is the grid already', () => {
  const gridOf = Uint16Array.from([1, 2, 2, 2, 2, 2, 3])
  const sites = [site('K1', 0), site('K2', 6)]
  expect(find(sites, { gridOf, locked: new Set([1, 3]) }).grids.map(({ known }) => known)).toEqual([1, 3])
  const held = { gridOf: Uint16Array.from([1, 1, 2, 2, 2, 3, 3]), pinnedTo: new Map([[6, 2]]) }
  expect(find(sites, { ...held, locked: new Set([1]) }).note.notOwn).toEqual([
    { name: 'K1', reason: 'locked' },
    { name: 'K2', reason: 'pins' },
  ])
})

test('nothing is left to divide where one account has all cells', () => {
  const all = Array.from({ length: 7 }, (_, cell) => site('K1', cell, { site: String(cell) }))
  expect(find(all).note).toMatchObject({ grids: 0, notOwn: [{ reason: 'cuts' }] })
})
