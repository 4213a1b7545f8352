import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PartitionRequest, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import type { BarrierKind, UnitKind } from '../../../../server/contract/placeKinds.ts'
import {
  initialForm,
  outlookOf,
  type PartitionForm,
  type PartitionScope,
  problemsOf,
  requestOf,
} from '../../../../web/dialogs/partitionForm.ts'

const city: PartitionScope = {
  cellCount: 12_000,
  totals: { customers: 200_000, revenue: 1_500_000_000 },
  snapshot: null,
  division: null,
  plan: null,
  ruleData: null,
  cityRules: null,
  unsaved: 0,
}
const withPlan = (parameters: Partial<PartitionRequest> | null = null): PartitionScope => ({
  ...city,
  plan: {
    planId: 'town-3',
    gridCount: 60,
    parameters: parameters && { tolerance: 0.05, weights: ['customers'], seed: 1, ...parameters },
  },
})
const formOf = (change: Partial<PartitionForm>, scope = city): PartitionForm => ({ ...initialForm(scope), ...change })

const anything = fc.oneof(fc.constantFrom('', '-'), fc.integer({ min: -5, max: 300_000 }), fc.double({ noNaN: true }))
/** Mostly a number in the range, now and then anything at all. */
const entry = (min: number, max: number) =>
  fc.oneof({ weight: 12, arbitrary: fc.integer({ min, max }) }, { weight: 1, arbitrary: anything })
const further = () => fc.record({ tolerance: entry(1, 100), isSoft: fc.boolean() })
const anyForm = fc.record({
  start: fc.constantFrom('afresh', 'current'),
  budget: entry(0, 100),
  size: fc.constantFrom('count', 'band'),
  grids: entry(1, 12_000),
  smallest: entry(1, 4000),
  largest: entry(4000, 200_000),
  tolerance: entry(1, 100),
  weights: fc.constantFrom(['customers'], ['revenue'], ['customers', 'revenue'], ['revenue', 'customers']),
  further: fc.record({ customers: further(), revenue: further() }),
  compactness: fc.integer({ min: 0, max: 20 }).map((step) => 5 * step),
  preset: fc.constantFrom('fast', 'balanced', 'quality'),
  districts: fc.constantFrom('ignore', 'avoid', 'never'),
  keepWhole: fc.constantFrom<UnitKind[]>([], ['estate'], ['estate', 'park']),
  barriers: fc.constantFrom<BarrierKind[]>([], ['river'], ['river', 'expressway']),
  subdistricts: fc.constantFrom('ignore', 'avoid', 'whole', 'never'),
  outletCentres: fc.boolean(),
  ownGrids: fc.boolean(),
  listedLeave: fc.boolean(),
  classB: fc.boolean(),
  classBShare: entry(5, 100),
  classBTolerance: entry(1, 100),
  classBAreas: fc.constantFrom([], ['district 330101'], ['district 330101', 'estate E1']),
  mainGrids: fc.constantFrom('none', 'district', 'count'),
  mainGridCount: entry(1, 20),
  costs: fc.boolean(),
  timeLimit: fc.oneof(fc.constant(''), entry(1, 60)),
  seed: entry(0, 100),
  name: fc.constantFrom('', '  ', '六十格'),
}) as fc.Arbitrary<PartitionForm>

describe('initialForm', () => {
  it('takes up what the open plan was made with', () => {
    const form = initialForm(
      withPlan({
        tolerance: 0.07,
        tolerances: { revenue: 0.12 },
        weights: ['customers', 'revenue'],
        soft: ['revenue'],
        compactness: 0.75,
        districts: 'avoid',
        timeLimitSeconds: 120,
      }),
    )
    expect(form).toMatchObject({ grids: 60, tolerance: 7, compactness: 75 })
    expect(form.further.revenue).toEqual({ tolerance: 12, isSoft: true })
    expect(form).toMatchObject({ districts: 'avoid', timeLimit: 2, start: 'afresh', size: 'count' })
  })

  it('is without problems for any city, and suggests a band around the average', () => {
    expect(problemsOf(initialForm(city), city)).toEqual({})
    expect(problemsOf(formOf({ size: 'band' }), city)).toEqual({})
    expect(initialForm(city)).toMatchObject({ grids: 60, smallest: 2500, largest: 4200 })
    const hamlet = { ...city, cellCount: 7, totals: { customers: 3 } }
    expect(problemsOf(initialForm(hamlet), hamlet)).toEqual({})
  })
})

describe('requestOf', () => {
  it('asks for a number of grids and a tolerance', () => {
    expect(requestOf(formOf({ grids: 60, tolerance: 5 }), city)).toEqual({
      grids: 60,
      tolerance: 0.05,
      weights: ['customers'],
      compactness: 0.5,
      preset: 'balanced',
      districts: 'ignore',
      seed: 1,
    })
  })

  it('asks for a size band in place of both, customers first', () => {
    const request = requestOf(formOf({ size: 'band', smallest: 3000, largest: 5000, weights: ['revenue'] }), city)
    expect(request).toMatchObject({ sizeBand: { smallest: 3000, largest: 5000 }, weights: ['customers', 'revenue'] })
    expect(request).not.toHaveProperty('grids')
    expect(request).not.toHaveProperty('tolerance')
  })

  it('stays near the open plan within the budget, and not where none is open', () => {
    const change = { start: 'current', budget: 3 } as const
    expect(requestOf(formOf(change, withPlan()), withPlan())).toMatchObject({ from: 'town-3', budget: 0.03, grids: 60 })
    expect(requestOf(formOf(change), city)).not.toHaveProperty('from')
    expect(requestOf(formOf({ budget: 3 }, withPlan()), withPlan())).not.toHaveProperty('budget')
  })

  it('gives the second weight a tolerance of its own, soft where near is enough', () => {
    const weights = ['revenue', 'customers'] as const
    expect(
      requestOf(formOf({ weights, tolerance: 5, further: { customers: { tolerance: 12, isSoft: true } } }), city),
    ).toMatchObject({
      tolerance: 0.05,
      tolerances: { customers: 0.12 },
      soft: ['customers'],
    })
  })

  it('is one the server takes, whatever was filled in, unless a problem is named', () => {
    const scopes = fc.constantFrom(city, withPlan(), withPlan({ sizeBand: { smallest: 2000, largest: 4000 } }))
    fc.assert(
      fc.property(anyForm, scopes, (form, scope) => {
        fc.pre(Object.keys(problemsOf(form, scope)).length === 0)
        expect(partitionRequest.safeParse(requestOf(form, scope)).error).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  it('comes back as it was filled in when the plan it made is open', () => {
    const form = formOf({
      size: 'band',
      weights: ['customers', 'revenue'],
      further: { revenue: { tolerance: 8, isSoft: false } },
      preset: 'fast',
    })
    const parameters = partitionRequest.parse(requestOf(form, city))
    expect(requestOf(initialForm(withPlan(parameters)), city)).toEqual(requestOf(form, city))
  })
})

describe('problemsOf', () => {
  it('wants strokes saved before the open plan is adjusted', () => {
    const scope = { ...withPlan(), unsaved: 2 }
    expect(problemsOf(formOf({ start: 'current' }, scope), scope)).toEqual({ start: { kind: 'unsaved', strokes: 2 } })
    expect(problemsOf(formOf({}, scope), scope)).toEqual({})
  })

  it('says which averages a band just misses', () => {
    const form = formOf({ size: 'band', smallest: 70_000, largest: 90_000 })
    expect(problemsOf(form, city)).toEqual({
      largest: { kind: 'band-misses', fewer: 2, fewerAverage: 100_000, more: 3, moreAverage: 66_666 },
    })
  })

  it('names the end of a band that is wrong', () => {
    const kindsOf = (smallest: number | string, largest: number | string) =>
      Object.entries(problemsOf(formOf({ size: 'band', smallest, largest }), city)).map(([field, problem]) => [
        field,
        problem?.kind,
      ])
    expect(kindsOf('', 5000)).toEqual([['smallest', 'whole']])
    expect(kindsOf(3000, 2000)).toEqual([['largest', 'band-reversed']])
    expect(kindsOf(300_000, 400_000)).toEqual([['smallest', 'above-total']])
    expect(kindsOf(1, 10)).toEqual([['largest', 'band-too-small']])
  })

  it('overlooks fields that the request does not take', () => {
    expect(
      problemsOf(formOf({ budget: '', smallest: '', further: { revenue: { tolerance: '', isSoft: false } } }), city),
    ).toEqual({})
    expect(problemsOf(formOf({ size: 'band', grids: '', tolerance: '' }), city)).toEqual({})
  })
})

describe('outlookOf', () => {
  it('tells the average grid of a number of grids', () => {
    expect(outlookOf(formOf({ grids: 60 }), city)!.average).toBeCloseTo(3333.3, 1)
    expect(outlookOf(formOf({ grids: '' }), city)).toBeNull()
  })

  it('tells the numbers of grids a band allows, nearest its geometric middle first', () => {
    expect(outlookOf(formOf({ size: 'band', smallest: 3000, largest: 5000 }), city)).toEqual({
      grids: 52,
      average: 200_000 / 52,
      fewest: 40,
      most: 66,
    })
  })
})
