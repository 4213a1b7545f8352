import type { PlaceNote } from '../../contract/dataNotes.ts'
import type { ImportKind } from '../../contract/placeKinds.ts'
import type { ColumnMap } from '../columnMap.ts'
import type { Reject } from '../rejects.ts'
import type { ReadOptions } from './readPlaces.ts'

export interface ImportPlacesOptions extends Omit<ReadOptions, 'bbox' | 'kind'> {
  readonly kind: ImportKind
  /** of crossings: how far they reach, in metres; half the distance between two cells' centres unless given */
  readonly reachM?: number | undefined
  /** those of the file are put beside the ones there are, in place of which they would be put else; one of a known code takes its place */
  readonly isMerged?: boolean | undefined
  readonly maxRejectedShare?: number | undefined
  readonly rejectsPath?: string | null
}

export interface ImportedPlaces {
  readonly city: string
  readonly kind: ImportKind
  readonly sourceName: string
  readonly columnMap: ColumnMap
  /** rowsRead = rows loaded + rowsRejected; stretches of one barrier are rows of their own */
  readonly rowsRead: number
  readonly rowsRejected: number
  readonly loaded: number
  /** of this kind, that were there before and are no more */
  readonly removed: number
  /** cells that are held by one of the file's units, among these, or in which its outlets or sites lie; null where they are none */
  readonly cells: number | null
  /** pairs of neighbours that the file's barriers part, or its crossings join; null where they are neither */
  readonly pairs: number | null
  /** of crossings, in metres */
  readonly reachM: number | null
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  readonly warnings: readonly PlaceNote[]
}
