import type { Map as MapLibreMap } from 'maplibre-gl'
import { describe, expect, it } from 'vitest'
import { createPlaceLayers } from '../../../../web/map/placeLayers.ts'

const nothing: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

/** What a map is told, in the order of it, and its layers from the lowest to the uppermost. */
function recordingMap() {
  const told: string[] = []
  const layers = ['cells-borders']
  const visible = new Map<string, string>()
  const sources = new Set<string>()
  const map = {
    getSource: (id: string) => (sources.has(id) ? { setData: () => told.push(`set ${id}`) } : undefined),
    addSource(id: string) {
      sources.add(id)
      told.push(`add ${id}`)
    },
    addLayer: ({ id }: { id: string }, before: string) => layers.splice(layers.indexOf(before), 0, id),
    setLayoutProperty: (id: string, _: string, value: string) => visible.set(id, value),
  }
  return { map: map as unknown as MapLibreMap, told, layers, visible }
}

describe('layers of places', () => {
  it('are cut into tiles once a kind: showing and hiding them builds nothing', () => {
    const { map, told, visible } = recordingMap()
    const { onStyle, ...places } = createPlaceLayers(map, 'cells-borders')
    places.setPlaces('estate', nothing)
    expect(told).toEqual([])
    onStyle()
    places.setPlaces('river', nothing)
    for (const keys of [['estate'], [], ['estate', 'river'], ['river']] as const) places.show(keys)
    expect(told).toEqual(['add place-estate', 'add place-river'])
    expect([visible.get('place-estate-fills'), visible.get('place-river-lines')]).toEqual(['none', 'visible'])
    expect([visible.get('district-lines'), visible.get('district-names')]).toEqual(['none', 'none'])
    places.setPlaces('river', nothing)
    expect(told.slice(2)).toEqual(['set place-river'])
  })

  it('lie below the borders of grids, those later in the legend above the others, whatever is read first', () => {
    const { map, layers } = recordingMap()
    const { onStyle, ...places } = createPlaceLayers(map, 'cells-borders')
    onStyle()
    for (const kind of ['key-account', 'crossing', 'estate', 'river', 'subdistrict'] as const)
      places.setPlaces(kind, nothing)
    const kinds = layers.map((id) => id.replace(/-(?:fills|outlines|lines|marks)$/, ''))
    expect([...new Set(kinds)]).toEqual([
      ...['subdistrict', 'estate', 'river', 'crossing', 'key-account'].map((kind) => `place-${kind}`),
      'cells-borders',
    ])
  })
})
