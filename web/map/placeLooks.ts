import { barrierKinds, unitKinds } from '../../server/contract/placeKinds.ts'

/** Outlets and sites of accounts, by how they are told apart. */
export const siteLayers = ['own-outlet', 'social-outlet', 'key-account', 'listed-account'] as const
export type SiteLayer = (typeof siteLayers)[number]

/** Places by how they are drawn, from the lowest to the uppermost. */
export const placeLayerKinds = ['subdistrict', ...unitKinds, ...barrierKinds, 'crossing', ...siteLayers] as const
export type PlaceLayerKind = (typeof placeLayerKinds)[number]

/** What the map may show beside grids. */
export const layerKeys = [...placeLayerKinds, 'district'] as const
export type LayerKey = (typeof layerKeys)[number]

/** How a layer of places is drawn; a shape that is a point is drawn as a dot in any of them. */
export interface PlaceLook {
  /**
   * `area`: outlined and tinted; `outline`: outlined alone; `line`: a line, and what is an area is filled; `dot` and `ring`: one mark, full
   * or hollow, wherever its shape reaches
   */
  readonly form: 'area' | 'outline' | 'line' | 'dot' | 'ring'
  readonly colour: string
  /** a line's dashes, in its widths */
  readonly dashes?: readonly number[]
}

/** Quiet enough to lie under the grids' borders, and dark enough beside any grid's fill; told apart by form as well as by colour. */
export const placeLooks: Readonly<Record<PlaceLayerKind, PlaceLook>> = {
  subdistrict: { form: 'outline', colour: '#2c5f6b', dashes: [2, 2] },
  estate: { form: 'area', colour: '#7a3fa0' },
  building: { form: 'area', colour: '#4b3f9e' },
  park: { form: 'area', colour: '#1f6f3f' },
  campus: { form: 'area', colour: '#9c5a00' },
  'cluster-market': { form: 'area', colour: '#a3263c' },
  village: { form: 'area', colour: '#5c5a1a' },
  'technical-area': { form: 'area', colour: '#40566b' },
  river: { form: 'line', colour: '#2f78b0' },
  railway: { form: 'line', colour: '#4a4650', dashes: [3, 1.6] },
  expressway: { form: 'line', colour: '#b0701c' },
  crossing: { form: 'ring', colour: '#14343f' },
  'own-outlet': { form: 'dot', colour: '#0b6e6e' },
  'social-outlet': { form: 'ring', colour: '#0b6e6e' },
  'key-account': { form: 'dot', colour: '#8c2f4b' },
  'listed-account': { form: 'ring', colour: '#8c2f4b' },
}

/** Whether a layer is marks alone, however its places are shaped. */
export const isMarked = ({ form }: PlaceLook): boolean => form === 'dot' || form === 'ring'
