import type { CityModel } from './cityModel.ts'

/** Where a cell lies, in names that are known; null where none is. */
export interface CellPlace {
  readonly district: string | null
  /** the cell lies in no district, and this is the nearest */
  readonly isNear: boolean
}

type Places = Pick<CityModel, 'districtOfCell' | 'districtNames' | 'centers'>

/** The district of a cell, or the one nearest to it. O(cells) where it lies in none. */
export function placeOfCell({ districtOfCell, districtNames, centers }: Places, cell: number): CellPlace {
  const own = districtNames[districtOfCell[cell]!]
  if (own !== undefined) return { district: own, isNear: false }
  const [lng, lat] = [centers[2 * cell]!, centers[2 * cell + 1]!]
  const perLng = Math.cos((lat * Math.PI) / 180)
  let nearest = -1
  let least = Number.POSITIVE_INFINITY
  for (let other = 0; other < districtOfCell.length; other++) {
    if (districtOfCell[other]! < 0) continue
    const across = centers[2 * other]! - lng
    const distance = Math.hypot((across - 360 * Math.round(across / 360)) * perLng, centers[2 * other + 1]! - lat)
    if (distance < least) [least, nearest] = [distance, districtOfCell[other]!]
  }
  return { district: districtNames[nearest] ?? null, isNear: nearest >= 0 }
}

/**
 * What the two ends of a link are called: by their districts, or, where both have the same, by the grids of the open plan, if those tell
 * them apart.
 */
export function namesOfEnds(
  ends: readonly [number, number],
  districtText: (place: CellPlace) => string,
  { model, gridNameAt }: { model: Places; gridNameAt: (cell: number) => string | undefined },
): [string, string] {
  const [from, to] = ends.map((cell) => districtText(placeOfCell(model, cell))) as [string, string]
  if (from !== to) return [from, to]
  const [a, b] = ends.map(gridNameAt)
  return a !== undefined && b !== undefined && a !== b ? [a, b] : [from, to]
}
