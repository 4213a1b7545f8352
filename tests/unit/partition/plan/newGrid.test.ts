import { describe, expect, it } from 'vitest'
import type { Grid } from '../../../../partition/plan/grid.ts'
import { recordOf } from '../../../../partition/plan/newGrid.ts'
import { newPlan } from '../../../../partition/plan/plan.ts'
import { gridIdOf, gridOf } from '../builders.ts'

const adjacency = { offsets: new Uint32Array(1), neighbors: new Uint32Array(0) }
const wanted = { gridId: gridIdOf(99) }

/** Code and name of a new grid beside others, given as [code, name]. */
function madeBeside(known: readonly (readonly [code: string, name: string])[], like?: number): [string, string] {
  const grids = known.map(([code, name], i) => gridOf(i + 1, { code, name }))
  const plan = newPlan(new Uint16Array(0), grids, adjacency)
  const { code, name }: Grid = recordOf(plan, wanted, { like: grids[like ?? -1], others: [], cells: [] })
  return [code, name]
}

const districts = [
  ['51030401', '大安区01网格'],
  ['51030402', '大安区02网格'],
  ['51030501', '贡井区01网格'],
  ['51030502', '贡井区02网格'],
] as const

describe('the code and the name of a new grid', () => {
  it('carry on the sequence of the grid it comes out of, within its district', () => {
    expect(madeBeside(districts, 0)).toEqual(['51030403', '大安区03网格'])
    expect(madeBeside(districts, 3)).toEqual(['51030503', '贡井区03网格'])
  })

  it('carry on those of the highest code where it comes out of none, and are never a bare number', () => {
    expect(madeBeside(districts)).toEqual(['51030503', '贡井区03网格'])
    expect(madeBeside([['0001', '自贡市01网格']])).toEqual(['0002', '自贡市02网格'])
  })

  it('go on past the width of a sequence', () => {
    expect(madeBeside([['51030499', '大安区99网格']])).toEqual(['510304100', '大安区100网格'])
  })

  it('are called after the grid where its name has no sequence, and after nobody where there is none', () => {
    expect(madeBeside([['BJ-01', '滨江示范']], 0)).toEqual(['BJ-02', '滨江示范02网格'])
    expect(madeBeside([['BJ-01', '滨江示范']])).toEqual(['BJ-02', '新建02网格'])
    expect(madeBeside([])).toEqual(['01', '新建01网格'])
  })

  it('tell it apart from one that has the name already', () => {
    const taken = [...districts, ['X', '贡井区03网格']] as const
    expect(madeBeside(taken, 3)).toEqual(['51030503', '贡井区03网格(51030503)'])
  })
})
