import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Field,
  initialForm,
  type PartitionForm,
  type Problem,
  problemsOf,
} from '../../../../web/dialogs/partitionForm.ts'
import { ruleFields } from '../../../../web/dialogs/ruleChoices.ts'

const scopeOf = (customers: number, cellCount: number) => ({
  cellCount,
  totals: { customers, revenue: 0 },
  snapshot: null,
  division: null,
  plan: null,
  ruleData: null,
  cityRules: null,
  unsaved: 0,
})

const fields = ['grids', 'smallest', 'largest', 'tolerance', 'timeLimit', 'seed', 'budget', ...ruleFields] as const

/** What a planner does who takes the advice of a problem, in each way that it offers. */
function follow(form: PartitionForm, field: Field, problem: Problem): PartitionForm[] {
  const set = (values: Partial<PartitionForm>) => ({ ...form, ...values })
  switch (problem.kind) {
    case 'range':
      return [problem.min, problem.max].map((value) => set({ [field]: value }))
    case 'too-many-grids':
      return [1, problem.max].map((grids) => set({ grids }))
    case 'whole':
      return [set({ [field]: 1 })]
    case 'band-reversed':
      return [set({ largest: problem.smallest })]
    case 'no-customers':
      return [set({ size: 'count', grids: 1 })]
    case 'above-total':
      return [set({ smallest: problem.total })]
    case 'band-misses':
      return [
        set({ largest: Math.max(problem.fewerAverage, Number(form.largest)) }),
        set({ smallest: problem.moreAverage }),
      ]
    case 'band-too-small':
      return [set({ largest: problem.least })]
    case 'class-b-nowhere':
      return [set({ classBAreas: ['330101'] })]
    case 'main-grids-by-count':
      return [set({ size: 'count' })]
    case 'main-grids-own':
      return [set({ mainGrids: 'district' }), set({ ownGrids: false })]
    case 'unsaved':
      return []
  }
}

/** Another thing may be wrong after it: which problem there was must be gone. */
test('what a field says would be right, is', () => {
  const counts = new Map<string, number>()
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -1, max: 60 }) },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 200, noNaN: true }) },
  )
  const entries = fc.record({
    size: fc.constantFrom('count' as const, 'band' as const),
    grids: value,
    smallest: value,
    largest: value,
    tolerance: value,
    timeLimit: value,
    seed: value,
    classB: fc.boolean(),
    classBShare: value,
    classBTolerance: value,
    mainGrids: fc.constantFrom('none' as const, 'district' as const, 'count' as const),
    mainGridCount: value,
  })
  fc.assert(
    fc.property(
      entries,
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_000 })),
      fc.integer({ min: 1, max: 40 }),
      (entered, customers, cells) => {
        const scope = scopeOf(customers, cells)
        const form: PartitionForm = { ...initialForm(scope), ...entered }
        const problems = problemsOf(form, scope)
        for (const field of fields) {
          const problem = problems[field]
          if (!problem) continue
          counts.set(problem.kind, 1 + (counts.get(problem.kind) ?? 0))
          for (const followed of follow(form, field, problem))
            expect({ problem, after: problemsOf(followed, scope)[field] }).not.toEqual({
              problem,
              after: expect.objectContaining({ kind: problem.kind }),
            })
        }
      },
    ),
    { seed: 20261127, numRuns: 3_000 },
  )
  for (const kind of [
    'range',
    'too-many-grids',
    'whole',
    'band-reversed',
    'no-customers',
    'above-total',
    'band-misses',
    'band-too-small',
  ])
    expect([kind, (counts.get(kind) ?? 0) > 5]).toEqual([kind, true])
})
