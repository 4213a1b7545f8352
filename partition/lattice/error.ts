/**
 * Stable codes of what the lattice refuses:
 * - `empty`: a lattice of no cells
 * - `bad-cell`: not a valid H3 cell
 * - `mixed-resolution`, `not-ascending`, `duplicate`: the list of cells is not one lattice in canonical order
 * - `wrong-length`: an array that should have one value a cell (or six, or two) has another length
 * - `bad-polygon`: a service area with a ring that is no ring
 * - `too-many-cells`: a service area too large for the resolution
 * - `outline-wraps`: an outline that runs around a pole or across the meridian opposite the city
 */
export type LatticeErrorCode =
  | 'empty'
  | 'bad-cell'
  | 'mixed-resolution'
  | 'not-ascending'
  | 'duplicate'
  | 'wrong-length'
  | 'bad-polygon'
  | 'too-many-cells'
  | 'outline-wraps'

/** The one error class of `lattice/`; the message names the value, the place and the way out. */
export class LatticeError extends Error {
  override readonly name = 'LatticeError'
  readonly code: LatticeErrorCode

  constructor(code: LatticeErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
