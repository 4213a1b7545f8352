import type { Division } from './base/division.ts'
import { presets } from './base/presets.ts'
import { createRandom } from './base/random.ts'
import { forked, quiet, type Run, within } from './base/run.ts'
import { typicalEdge } from './base/typicalEdge.ts'
import { divide } from './divide.ts'
import { regroup, shorten } from './small/regroup.ts'
import { searchEffortFor, searchHarder } from './small/search.ts'
import { createSearchState, isBetter, isHard, scoreOf } from './small/searchState.ts'

/** A division, and how many whole searches it is the best of. */
export interface Persisted {
  parts: Uint16Array
  searches: number
}

// Above this a search moves single vertices that are light against the bounds: the first meets them, or none does.
const LARGEST_TO_PERSIST = 1500
// Vertices a part up to which borders are shortened by regrouping, even where the first search meets the bounds.
const COARSE = 15
// Of a walk (regroup.ts), in sets tried, a vertex.
const WORK = 3000
const WORK_TO_SHORTEN = 5000
// In average parts, over all parts: what a walk leaves further out another one will not meet.
const NEAR = 0.05
// Whatever the seed, so that all seeds find the same.
const STEADY_SEED = 1

/**
 * Divides, and while the bounds of a single hard weight are missed, divides anew in the shortest way and regroups whole parts around
 * what is out (regroup.ts), at most `preset.searches` in all. Whether bounds can be met must not hang on the seed, so these searches
 * are the same for all seeds; what they find is searched for shorter borders at last, as the seed has it. Small graphs of heavy
 * vertices need it, where few vertices make a part; others have the first division alone.
 */
export function persist(division: Division, run: Run): Persisted {
  const { preset, control } = run
  const { graph, partCount, importance } = division
  const hard = [...importance.keys()].filter((c) => isHard(importance, c))
  const mayPersist = preset.searches > 1 && graph.vertexCount <= LARGEST_TO_PERSIST && hard.length === 1
  const first = divide(division, mayPersist ? within(run, 0, FIRST_SHARE) : run)
  if (!mayPersist) return { parts: first, searches: 1 }

  const price = PRICE * typicalEdge(graph)
  const judge = (parts: Uint16Array) => scoreOf(createSearchState(division, parts), price)
  let best = { parts: first, score: judge(first) }
  const steady = { ...run, random: createRandom(STEADY_SEED) }
  let searches = 1
  for (; searches < preset.searches && best.score.hard > 0 && !control.isStopped(); searches++) {
    control.report('search', FIRST_SHARE + ((1 - FIRST_SHARE) * searches) / preset.searches)
    const start = divide(division, quiet(forked({ ...steady, preset: presets.fast })))
    const parts = regroup(division, start, hard[0]!, WORK * graph.vertexCount, forked(steady))
    const score = judge(parts)
    if (isBetter(score, best.score)) best = { parts, score }
    if (score.hard > NEAR) {
      searches++
      break
    }
  }
  const isCoarse = graph.vertexCount <= COARSE * partCount
  const effort = searchEffortFor(graph.vertexCount, partCount, preset.search === 'thorough')
  if ((best.parts === first && !isCoarse) || effort === undefined || control.isStopped()) {
    return { parts: best.parts, searches }
  }
  const shorter = shorten(division, best.parts, hard[0]!, WORK_TO_SHORTEN * graph.vertexCount, forked(run))
  const parts = searchHarder(division, shorter, effort, quiet(forked(run)))
  return { parts: isBetter(judge(parts), best.score) ? parts : best.parts, searches }
}

// Of the progress; the first division is nearly always the last.
const FIRST_SHARE = 0.9
// What a part's weight out of soft bounds is worth in typical edges.
const PRICE = 300
