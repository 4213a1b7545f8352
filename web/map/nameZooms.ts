/**
 * From which zoom a grid's name fits into the grid: its whole name where there is room for it, before that its number, before
 * that nothing. MapLibre lays names out once for each whole zoom, so whole zooms are all that can be told apart.
 */
export interface NameZooms {
  nameZoom: number
  numberZoom: number
}

export const nameZoomRange = { from: 5, to: 18 } as const

/** CSS pixels of a grid's name at each zoom. */
export const nameSizes: readonly (readonly [zoom: number, size: number])[] = [
  [8, 10],
  [11, 11.5],
  [15, 16],
]

/** `roomMetres` is the widest circle inside the grid. A zoom past the range means never. */
export function nameZooms(name: string, number: string, roomMetres: number, latitude: number): NameZooms {
  // A name is a fifth as high as it is wide, and so may reach a little past the circle.
  const fits = (text: string, zoom: number): boolean =>
    roomMetres / metresPerPixel(zoom, latitude) >= 0.85 * textWidth(text) * sizeAt(zoom)
  const first = (text: string): number => {
    let zoom: number = nameZoomRange.from
    while (zoom <= nameZoomRange.to && !fits(text, zoom)) zoom++
    return zoom
  }
  return { nameZoom: first(name), numberZoom: first(number) }
}

/** In units of the letters' size: ideographs are square, other letters about 0.6 of that. */
function textWidth(text: string): number {
  let width = 0
  for (const letter of text) width += /[\u2e80-\uffef]/.test(letter) ? 1 : 0.6
  return width
}

function sizeAt(zoom: number): number {
  const after = nameSizes.findIndex(([at]) => at >= zoom)
  if (after === 0) return nameSizes[0]![1]
  if (after < 0) return nameSizes.at(-1)![1]
  const [z0, s0] = nameSizes[after - 1]!
  const [z1, s1] = nameSizes[after]!
  return s0 + ((s1 - s0) * (zoom - z0)) / (z1 - z0)
}

/** MapLibre's world is 512 pixels wide at zoom 0. */
function metresPerPixel(zoom: number, latitude: number): number {
  return (40_075_016.7 * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom)
}
