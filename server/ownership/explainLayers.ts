import type { Layer, Place } from '../contract/ownership.ts'
import type { Database } from '../db/database.ts'
import { type OnDay, standingGrids } from '../life/standingGrids.ts'
import { type HeldRow, ownerNames, readHeld } from './ownerOf.ts'
import { layersOf, type Subjects } from './rows/resolveRows.ts'

/**
 * What each layer says of a customer on a date, from the nearest to him on, then where he stands, and which of them decides: the first that names
 * an owner, or says that nobody is above his place; else his place. Of a bare point the place alone, and of a customer who has ended (`place`
 * null) none decides. Its queries are those of `ownerOf` once more.
 */
export async function explainLayers(
  database: Database,
  day: OnDay,
  customer: Subjects | null,
  place: Place | null,
): Promise<Layer[]> {
  const { subjects, held } = customer ? await readHeld(database.kysely, day, customer) : { subjects: [], held: [] }
  const says = await describeRows(database, day, held)
  const decides = place ? held.findIndex((row) => row !== undefined && row.kind !== 'none') : undefined
  const layers = customer ? layersOf(customer) : []
  return [
    ...layers.map(({ layer, subject }): Layer => {
      const at = subjects.findIndex((one) => one.layer === layer && one.subject === subject)
      return { layer, subject, says: says[at] ?? null, decides: at >= 0 && at === decides }
    }),
    ...(place ? placeLayers(place, decides === -1) : []),
  ]
}

async function describeRows(
  database: Database,
  day: OnDay,
  held: readonly (HeldRow | undefined)[],
): Promise<Layer['says'][]> {
  const rows = held.filter((row) => row !== undefined)
  const grids = rows.filter(({ kind }) => kind === 'grid')
  const standing = await standingGrids(
    database,
    day,
    grids.map(({ ref, from }) => ({ gridId: ref!, from })),
  )
  const idOf = new Map(grids.map((row, i) => [row, standing[i]!.gridId]))
  const idsOf = (row: HeldRow) => (row.kind === 'grid' ? (idOf.get(row) ?? null) : row.ref)
  const ids = rows.flatMap((row) => idsOf(row) ?? [])
  const names = await ownerNames(database.kysely, day.cityId, ids, day.known)
  return held.map((row) => {
    if (!row) return null
    const id = idsOf(row)
    const { kind, plane, from, until, reason, approvedBy, change } = row
    return {
      kind,
      id,
      name: id === null ? null : (names.get(id) ?? id),
      plane,
      from,
      until,
      reason,
      approvedBy,
      change,
    }
  })
}

/** The cell, and the pool behind it. */
function placeLayers({ grid }: Place, decides: boolean): Layer[] {
  const none = { plane: null, from: null, until: null, reason: null, approvedBy: null, change: null }
  return [
    {
      layer: 'cell',
      subject: null,
      says: grid && { kind: 'grid', id: grid.gridId, name: grid.name, ...none },
      decides: decides && grid !== null,
    },
    { layer: 'unresolved', subject: null, says: null, decides: decides && grid === null },
  ]
}
