import { withinWorld } from '../../partition/index.ts'
import type { GridCollection } from '../contract/geojson.ts'
import { divisionNameOf } from '../data/divisions.ts'
import { planDetail, planOutlines, snapshotNameOf } from '../plans/planDetail.ts'
import { type NumberedState, sameState } from '../plans/sameState.ts'
import type { PlanState } from '../plans/states.ts'

/**
 * A plan's grids as an RFC 7946 FeatureCollection, by grid number. The polygons tile the city's cells exactly: neighbours share
 * bit-identical vertices; at the antimeridian they are cut. A grid without a cell has an empty MultiPolygon. The same plan gives the same text.
 */
export function gridsGeojson(state: PlanState): GridCollection {
  const outlines = planOutlines(state)
  return {
    type: 'FeatureCollection',
    planId: state.planId,
    revision: state.revision,
    snapshot: snapshotNameOf(state),
    division: divisionNameOf(state.division),
    features: planDetail(state).grids.map((grid) => ({
      type: 'Feature',
      id: grid.number,
      geometry: { type: 'MultiPolygon', coordinates: withinWorld(outlines.get(grid.number) ?? []) },
      properties: grid,
    })),
  }
}

/** The same as the API sends it. */
export function gridsJson(state: NumberedState): Uint8Array {
  return Buffer.from(JSON.stringify(gridsGeojson(sameState(state))))
}
