import { describe, expect, it } from 'vitest'
import type { CityRules as StoredRules } from '../../../../server/contract/cityRules.ts'
import {
  initialRules,
  type RuleChoices,
  type RuleData,
  ruleProblems,
  rulesOf,
} from '../../../../web/dialogs/ruleChoices.ts'

type CityRules = StoredRules['rules']
const all: RuleData = {
  units: ['estate', 'park'],
  barriers: ['river'],
  districts: 2,
  subdistricts: 9,
  ownOutlets: 3,
  keyAccounts: 2,
  listedAccounts: 1,
}
const none: RuleData = {
  ...{ units: [], barriers: [], districts: 1, subdistricts: 0, ownOutlets: 0, keyAccounts: 0, listedAccounts: 0 },
}
const afresh = { fromPlan: false, grids: 20 }
const choose = (change: Partial<RuleChoices>, city: CityRules | null = null): RuleChoices => ({
  ...initialRules(null, city),
  ...change,
})

describe('rules of a request', () => {
  it('are those that are on', () => {
    expect(rulesOf(choose({}), afresh, all, null)).toEqual({ districts: 'ignore' })
    const chosen = choose({
      ...{ keepWhole: ['estate'], barriers: ['river'], subdistricts: 'whole', outletCentres: true, ownGrids: true },
      ...{ listedLeave: true, mainGrids: 'count', mainGridCount: 3, costs: true },
      ...{ classB: true, classBShare: 60, classBTolerance: 10, classBAreas: ['district 330101', 'estate E 1'] },
    })
    expect(rulesOf(chosen, afresh, all, null)).toEqual({
      districts: 'ignore',
      subdistricts: 'whole',
      keepWhole: ['estate'],
      barriers: ['river'],
      outletCentres: true,
      keyAccounts: 'own-grid',
      listedAccounts: 'leave',
      classB: {
        share: 0.6,
        tolerance: 0.1,
        areas: [
          { kind: 'district', code: '330101' },
          { kind: 'estate', code: 'E 1' },
        ],
      },
      mainGrids: { count: 3 },
      costs: true,
    })
  })

  it('leave out what the city has nothing for', () => {
    const chosen = choose({
      ...{ keepWhole: ['estate'], barriers: ['river'], subdistricts: 'whole' },
      ...{ outletCentres: true, ownGrids: true, listedLeave: true },
    })
    expect(rulesOf(chosen, afresh, none, null)).toEqual({ districts: 'ignore' })
  })

  it("say null for the city's own that are switched off, and nothing of those the dialog does not know", () => {
    const city = { keepWhole: ['estate'], mainGrids: 'district', links: 'confirmed' } as CityRules
    expect(choose({}, city)).toMatchObject({ keepWhole: ['estate'], mainGrids: 'district' })
    expect(rulesOf(choose({ keepWhole: [], mainGrids: 'none' }, city), afresh, all, city)).toEqual({
      districts: 'ignore',
      keepWhole: null,
      mainGrids: null,
    })
  })

  it('make no main grids where the grids go on', () => {
    const chosen = choose({ mainGrids: 'count', mainGridCount: '' })
    expect(rulesOf(chosen, { fromPlan: true, grids: 20 }, all, null)).toEqual({ districts: 'ignore' })
    expect(ruleProblems(chosen, { fromPlan: true, grids: 20 })).toEqual({})
  })
})

describe('what is wrong with rules', () => {
  it('is looked for in those that are on alone', () => {
    const bad = { classBShare: 3, classBTolerance: '', mainGridCount: 21 } as const
    expect(ruleProblems(choose(bad), afresh)).toEqual({})
    expect(ruleProblems(choose({ ...bad, classB: true, mainGrids: 'count' }), afresh)).toEqual({
      classBShare: { kind: 'range', min: 5, max: 100 },
      classBTolerance: { kind: 'range', min: 0.1, max: 100 },
      classBAreas: { kind: 'class-b-nowhere' },
      mainGridCount: { kind: 'range', min: 1, max: 20 },
    })
  })

  it('is a number of main grids of grids whose number nobody knows', () => {
    expect(ruleProblems(choose({ mainGrids: 'count' }), { fromPlan: false, grids: null })).toEqual({
      mainGridCount: { kind: 'main-grids-by-count' },
    })
  })
})
