import { createConnectivity } from './base/connectivity.ts'
import { type Control, within } from './base/control.ts'
import type { Division } from './base/division.ts'
import { edgeUnit } from './base/edgeUnit.ts'
import { type Preset, presets } from './base/presets.ts'
import type { Random } from './base/random.ts'
import { divide } from './divide.ts'
import { roam } from './small/roam.ts'
import { searchEffortFor, searchHarder } from './small/search.ts'
import { createSearchState, isBetter, isHard, type Worth, worthOf } from './small/searchState.ts'

/** A division, and how many whole searches it is the best of. */
export interface Persisted {
  parts: Uint16Array
  searches: number
}

// In average parts, over all parts: what is further out another search will hardly meet.
const NEAR = 0.5
// Above this a search moves single vertices that are light against the bounds: the first meets them, or none does.
const LARGEST_TO_PERSIST = 1500
// Stages a vertex of the search that puts bounds before borders, and the least and most of them.
const STAGES = { each: 8, least: 200, most: 4000 }
// Bounds before borders: temperatures and prices in typical edges. Households of Taipei at res 8 in 44 parts, ±5 %, from three
// divisions of `fast` each 0.02–0.12 parts out: 0.10, 0, 0.04 at the prices and temperatures of search.ts, 0.003, 0, 0.01 at these.
const HARSH = { steps: 100, trees: 10, hot: 12, cold: 1, softPrice: 300, price: 3000 }

/**
 * Divides, and while the bounds of a single hard weight are missed by so little that another search may meet them, divides
 * anew from other random numbers, each time in the shortest way and then with bounds put before borders: whether bounds can be met
 * must not hang on the seed. A division found so is searched for shorter borders at last. Small graphs of heavy vertices need it,
 * where few vertices make a part; others have the first division alone. At most `preset.searches` in all, so that what cannot be
 * met costs up to about ten times the first.
 */
export function persist(division: Division, preset: Preset, random: Random, control: Control): Persisted {
  const { graph, partCount, importance } = division
  const mayPersist =
    preset.searches > 1 &&
    graph.vertexCount <= LARGEST_TO_PERSIST &&
    importance.filter((_, c) => isHard(importance, c)).length === 1
  const first = divide(division, preset, random, mayPersist ? within(control, 0, FIRST_SHARE) : control)
  if (!mayPersist) return { parts: first, searches: 1 }

  const unit = edgeUnit(graph)
  const harsh = {
    ...HARSH,
    stages: Math.max(STAGES.least, Math.min(STAGES.most, STAGES.each * graph.vertexCount)),
    hot: HARSH.hot * unit,
    cold: HARSH.cold * unit,
    softPrice: HARSH.softPrice * unit,
    price: HARSH.price * unit,
  }
  const judge = (parts: Uint16Array) => worthOf(createSearchState(division, parts), harsh.price)
  let best: { parts: Uint16Array; worth: Worth } = { parts: first, worth: judge(first) }
  if (best.worth.hard === 0 || best.worth.hard > NEAR) return { parts: first, searches: 1 }
  const connectivity = createConnectivity(graph)
  let searches = 1
  for (; searches < preset.searches && best.worth.hard > 0 && !control.isStopped(); searches++) {
    control.report('search', FIRST_SHARE + ((1 - FIRST_SHARE) * searches) / preset.searches)
    const state = createSearchState(division, divide(division, presets.fast, random.fork(), quiet(control)))
    roam(state, connectivity, harsh, random, control)
    const worth = worthOf(state, harsh.price)
    if (isBetter(worth, best.worth)) best = { parts: state.part, worth }
  }
  const effort = searchEffortFor(graph.vertexCount, partCount, preset.search === 'thorough')
  if (best.parts === first || effort === undefined || control.isStopped()) return { parts: best.parts, searches }
  return { parts: searchHarder(division, best.parts, effort, random.fork(), quiet(control)), searches }
}

// Of the progress; the first division is nearly always the last.
const FIRST_SHARE = 0.9

/** Without reports: the progress of what is repeated is told by its count. */
function quiet(control: Control): Control {
  return { ...control, report: control.poll }
}
