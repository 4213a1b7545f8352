import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { cellGraph, components, verify } from '../../../partition/index.ts'
import { caseFile } from '../../publicCases.ts'
import { deviations, divide, seaOf } from '../../unit/server/plans/archipelago.ts'

const boundary = caseFile('43-real-zhoushan', '330900.json')
const customers = caseFile('43-real-zhoushan', 'synthetic_customers.csv.gz')

it.skipIf(!boundary || !customers)(
  'divides the islands of Zhoushan by itself into 20 grids that are near each other',
  () => {
    const geojson: unknown = JSON.parse(readFileSync(boundary!, 'utf8').replace(/^\uFEFF/, ''))
    const sea = seaOf(geojson, gunzipSync(readFileSync(customers!)).toString(), 'gcj02')
    expect(components(cellGraph(sea.neighbors, [])).count).toBeGreaterThan(50)
    const plan = divide(sea, { grids: 20, preset: 'fast' })
    expect(deviations(sea, plan).filter((deviation) => Math.abs(deviation) <= 0.15).length).toBeGreaterThanOrEqual(18)
    expect(plan.warnings.length).toBeLessThanOrEqual(4)
    expect(JSON.stringify(plan.warnings)).not.toMatch(/88[0-9a-f]{13}/)
    const gridNumbers = plan.grids.map(({ number }) => number)
    expect(
      verify({ ...sea, figures: sea.facts, assignment: plan.assignment, gridNumbers, links: plan.links }),
    ).toMatchObject({ ok: true })
  },
)
