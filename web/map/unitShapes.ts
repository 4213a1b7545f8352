import type { UnitKind } from '../../server/contract/placeKinds.ts'
import type { UnitCollection } from '../../server/contract/places.ts'

/** By kind: dark enough beside any grid's fill, and no colour of a border. */
export const unitColours: Readonly<Record<UnitKind, string>> = {
  estate: '#7a3fa0',
  building: '#4b3f9e',
  park: '#1f6f3f',
  campus: '#9c5a00',
  'cluster-market': '#a3263c',
  village: '#5c5a1a',
  'technical-area': '#40566b',
}

/** The footprints and anchor points of units of some kinds, each with its colour. */
export function unitShapes(units: UnitCollection['features'], kinds: readonly UnitKind[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: units
      .filter(({ properties }) => kinds.includes(properties.kind))
      .map(({ geometry, properties: { kind, name } }) => ({
        type: 'Feature',
        geometry: geometry as GeoJSON.Geometry,
        properties: { name, colour: unitColours[kind] },
      })),
  }
}
