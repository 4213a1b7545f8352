import { clearDistance, colourDistance } from '../../partition/index.ts'

/** What stands below the fills where the operator configured no basemap. */
export const backgroundColour = '#e9edee'
/** A grid without a colour of its own. */
export const plainColour = '#ced3d6'

/** A fill as it stands on the screen, where `opacity` of it covers the background. */
export function asDrawn(colour: string, opacity: number): string {
  const mixed = [1, 3, 5].map((at) => {
    const [over, under] = [colour, backgroundColour].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16))
    return Math.round(over! * opacity + under! * (1 - opacity))
  })
  return `#${mixed.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/**
 * Tells of two grids whether their fills, as drawn, look too much alike to some eye, so that the border between them has to
 * be darker. A pair is worked out once: borders are traced anew with every stroke.
 */
export function alikeFills(
  colours: ReadonlyMap<number, string>,
  opacity: number,
): (one: number, other: number) => boolean {
  const known = new Map<number, boolean>()
  const drawn = (grid: number): string => asDrawn(colours.get(grid) ?? plainColour, opacity)
  return (one, other) => {
    const pair = Math.min(one, other) * 65536 + Math.max(one, other)
    const isAlike = known.get(pair) ?? colourDistance(drawn(one), drawn(other)) < clearDistance
    known.set(pair, isAlike)
    return isAlike
  }
}
