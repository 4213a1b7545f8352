import { valuesOf } from '../../partition/index.ts'
import { partedMarks } from '../map/partedMarks.ts'
import { layerKeys, type PlaceLayerKind, placeLooks } from '../map/placeLooks.ts'
import { type Place, placeShapes } from '../map/placeShapes.ts'
import type { RulePreviewShapes, SandboxMap } from '../map/sandboxMap.ts'
import type { CityModel } from '../model/cityModel.ts'
import { cellsOfUnit } from '../model/unitsModel.ts'
import type { SessionState } from '../session/state.ts'

/** Hands the map the shapes of places, each layer of them once. */
export function drawPlaces(map: SandboxMap, layers: Iterable<readonly [PlaceLayerKind, readonly Place[]]>): void {
  for (const [layer, places] of layers) map.places.setPlaces(layer, placeShapes(places, placeLooks[layer]))
}

export const byKind = <Kind extends PlaceLayerKind, P extends { readonly properties: { readonly kind: Kind } }>(
  places: readonly P[],
): Map<Kind, P[]> => Map.groupBy(places, ({ properties }) => properties.kind)

/** The layers on the map: those not hidden, and those that rules speak of. */
export const shownLayers = ({ hiddenLayers, rulePreview }: SessionState) => {
  const spoken: readonly string[] = rulePreview
    ? [
        ...rulePreview.keepWhole,
        ...rulePreview.barriers,
        ...(rulePreview.barriers.length > 0 ? ['crossing'] : []),
        ...rulePreview.layers,
      ]
    : []
  return layerKeys.filter((key) => spoken.includes(key) || !hiddenLayers.includes(key))
}

/** What the rules of a run that is being set up do: units by name and customers, and the sides of cells that are parted. */
export function previewShapes(state: SessionState, { centers }: CityModel): RulePreviewShapes {
  const { rulePreview, previewUnits, barriers, snapshot } = state
  const customers = snapshot && valuesOf(snapshot.facts, 'customers')
  const units = rulePreview ? (previewUnits?.units ?? []) : []
  const pairs = rulePreview && barriers ? barriers.parted(rulePreview.barriers).pairs : []
  const features = units.flatMap((unit): GeoJSON.Feature[] => {
    const cells = cellsOfUnit(unit)
    if (cells.length === 0) return []
    const mean = (axis: 0 | 1): number => cells.reduce((sum, cell) => sum + centers[2 * cell + axis]!, 0) / cells.length
    const count = cells.reduce((sum, cell) => sum + (customers?.[cell] ?? 0), 0)
    return [
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [mean(0), mean(1)] },
        properties: { name: unit.properties.name, customers: Math.round(count).toLocaleString('en-US'), count },
      },
    ]
  })
  return { parted: partedMarks(centers, pairs), units: { type: 'FeatureCollection', features } }
}
