import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { graphOf } from '../../unit/partition/graph/builders.ts'
import { data, expectFirstWeightHeld, readCsv } from './realCity.ts'

/** The redistricting maps whose proven optima are published. */
export const publishedMaps = [
  'AL-county',
  'AR-county',
  'IA-county',
  'ID-county',
  'KS-county',
  'LA-county',
  'ME-county',
  'AR-tract',
  'ME-tract',
  'NM-tract',
  'WV-tract',
] as const

/** Solves some of them. Named, so that each is a case of its own, and counted as skipped where the data is not there. */
export function describePublishedMaps(instances: readonly (typeof publishedMaps)[number][]): void {
  describe('solve on published maps', () => {
    it.skipIf(!data).each(instances.map((instance) => ({ instance })))(
      'finds a division within 0.5 %% for $instance',
      ({ instance }) => {
        const index = readCsv(readFileSync(join(data, 'redistricting/INDEX.csv'), 'utf8'))
        expect(index.map((row) => row.instance).sort()).toEqual([...publishedMaps].sort())
        const { U } = index.find((row) => row.instance === instance)!
        const { k, nodes, edges } = JSON.parse(readFileSync(join(data, `redistricting/${instance}.json`), 'utf8')) as {
          k: number
          nodes: [string, number][]
          edges: [number, number][]
        }
        const people = nodes.map(([, count]) => count)
        const average = people.reduce((a, b) => a + b, 0) / k
        expectFirstWeightHeld(graphOf(nodes.length, edges, [people]), k, Number(U) / average - 1)
      },
    )
  })
}
