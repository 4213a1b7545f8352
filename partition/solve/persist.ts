import { type Control, within } from './control.ts'
import { divide } from './divide.ts'
import type { Division } from './division.ts'
import { edgeUnit } from './edgeUnit.ts'
import type { Preset } from './presets.ts'
import type { Random } from './random.ts'
import { createSearchState, isBetter, type Worth, worthOf } from './search/searchState.ts'

/** A division, and how many whole searches it is the best of. */
export interface Persisted {
  parts: Uint16Array
  searches: number
}

// What a part's weight out of bounds is worth where divisions are compared, in typical edges.
const PRICE = 300
// In average parts, over all parts: what is further out another search will hardly meet.
const NEAR = 0.5

/**
 * Divides, and begins again from other random numbers while the hard bounds are missed by so little that another search may
 * meet them: whether they can be met is a matter of the division, not of the seed. At most `preset.searches` in all, each
 * about as long as the first; a graph too large for `preset.persistVertices` gets the first alone.
 */
export function persist(division: Division, preset: Preset, random: Random, control: Control): Persisted {
  const allowed = division.graph.vertexCount <= preset.persistVertices ? preset.searches : 1
  if (allowed === 1) return { parts: divide(division, preset, random, control), searches: 1 }
  const price = PRICE * edgeUnit(division.graph)
  let best: { parts: Uint16Array; worth: Worth } | undefined
  let searches = 0
  while (searches < allowed) {
    // The first is nearly always the last: progress leaves the others the rest in halves.
    const span = within(control, searches === 0 ? 0 : 1 - 0.1 / 2 ** (searches - 1), 1 - 0.1 / 2 ** searches)
    const parts = divide(division, preset, searches === 0 ? random : random.fork(), span)
    searches++
    const worth = worthOf(createSearchState(division, parts), price)
    if (!best || isBetter(worth, best.worth)) best = { parts, worth }
    if (best.worth.hard === 0 || best.worth.hard > NEAR || control.isStopped()) break
  }
  return { parts: best!.parts, searches }
}
