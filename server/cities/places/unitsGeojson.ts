import { runsOf } from '../../../partition/index.ts'
import type { UnitCollection } from '../../contract/places.ts'
import { holdCells, type UnitCells } from './holdCells.ts'

type StoredUnit = UnitCells &
  Pick<
    UnitCollection['features'][number]['properties'],
    'kind' | 'households' | 'penetration' | 'sourceName' | 'importedAt'
  > & {
    readonly geometry: UnitCollection['features'][number]['geometry']
  }

/** Units, as `unitsText` gives them, as the bytes of a GeoJSON collection in which each tells the cells it holds among them. */
export function unitsGeojson({ text }: { readonly text: string }): Uint8Array {
  const units = JSON.parse(text) as StoredUnit[]
  const held = holdCells(units)
  const features = units.map(
    ({ geometry, kind, code, name, households, penetration, sourceName, importedAt }, unit) => {
      const cells = runsOf(held.cells[unit]!).map(({ start, length }) => [start, length] as [number, number])
      const properties = {
        kind,
        code,
        name,
        households,
        penetration,
        cells,
        lost: held.lost[unit]!,
        sourceName,
        importedAt,
      }
      return { type: 'Feature' as const, id: `${kind} ${code}`, geometry, properties }
    },
  )
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features } satisfies UnitCollection))
}
