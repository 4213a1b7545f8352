/**
 * How grids look, by the number that stands in a label texture (1 + the grid's): small textures of 256 by 256.
 *
 *   colours  RGBA8, the fill
 *   looks    RG8UI: which of the picked grids it is, from 1, 0 for none; and the class of its fill, 0 for what is no cell
 *   alike    R8, by two classes: 255 where their fills look alike to some eye, so that the border between them has to be darker
 */
import { alikeFills, plainColour } from './alikeFills.ts'
import { createNearestTexture, uploadPlainly } from './nearestTexture.ts'

const side = 256
/** So many different fills are told apart; what comes after has the class of the last. */
const lastClass = 255

export interface GridLooks {
  setColours(colours: ReadonlyMap<number, string>, opacity: number): void
  setPicked(grids: readonly number[]): void
  upload(gl: WebGL2RenderingContext): void
  bindColours(gl: WebGL2RenderingContext, unit: number): void
  bindLooks(gl: WebGL2RenderingContext, unit: number): void
  bindAlike(gl: WebGL2RenderingContext, unit: number): void
  forget(gl?: WebGL2RenderingContext): void
}

/** What a cell shown in a grid has in a label texture; the two last of the 65,535 numbers that a plan has share one. */
export const labelOf = (grid: number): number => Math.min(grid + 1, side * side - 1)

export function createGridLooks(): GridLooks {
  const colours = createTable(4, (gl) => [gl.RGBA8, gl.RGBA])
  const looks = createTable(2, (gl) => [gl.RG8UI, gl.RG_INTEGER])
  const alike = createTable(1, (gl) => [gl.R8, gl.RED])
  const tables = [colours, looks, alike]
  let picked: readonly number[] = []

  return {
    setColours(byGrid, opacity) {
      // Grids without a colour of their own, and cells without a grid, look as the plain class does.
      const classes = new Map<string, { number: number; grid: number }>([[plainColour, { number: 1, grid: 0 }]])
      const plain = parseHex(plainColour)
      for (let label = 1; label < side * side; label++) {
        colours.data.set([...plain, 255], 4 * label)
        looks.data[2 * label + 1] = 1
      }
      for (const [grid, colour] of byGrid) {
        const found = classes.get(colour) ?? { number: Math.min(classes.size + 1, lastClass), grid }
        classes.set(colour, found)
        colours.data.set([...parseHex(colour), 255], 4 * labelOf(grid))
        looks.data[2 * labelOf(grid) + 1] = found.number
      }
      const isAlike = alikeFills(byGrid, opacity)
      const all = [...classes.values()]
      for (const one of all)
        for (const other of all) alike.data[side * other.number + one.number] = isAlike(one.grid, other.grid) ? 255 : 0
      for (const table of tables) table.touch()
    },
    setPicked(grids) {
      for (const grid of picked) looks.data[2 * labelOf(grid)] = 0
      // Of a grid named twice the first place counts.
      for (const [at, grid] of [...grids.entries()].reverse()) looks.data[2 * labelOf(grid)] = at + 1
      picked = grids
      looks.touch()
    },
    upload(gl) {
      for (const table of tables) table.upload(gl)
    },
    bindColours: colours.bind,
    bindLooks: looks.bind,
    bindAlike: alike.bind,
    forget(gl) {
      for (const table of tables) table.forget(gl)
    },
  }
}

function createTable(channels: number, formatOf: (gl: WebGL2RenderingContext) => [internal: GLenum, format: GLenum]) {
  const data = new Uint8Array(channels * side * side)
  let texture: WebGLTexture | null = null
  let isDirty = true
  return {
    data,
    touch(): void {
      isDirty = true
    },
    upload(gl: WebGL2RenderingContext): void {
      const [internal, format] = formatOf(gl)
      if (texture === null) {
        texture = createNearestTexture(gl, internal, side, side)
        isDirty = true
      }
      if (!isDirty) return
      gl.bindTexture(gl.TEXTURE_2D, texture)
      uploadPlainly(gl)
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, side, side, format, gl.UNSIGNED_BYTE, data)
      isDirty = false
    },
    bind(gl: WebGL2RenderingContext, unit: number): void {
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, texture)
    },
    forget(gl?: WebGL2RenderingContext): void {
      if (texture) gl?.deleteTexture(texture)
      texture = null
    },
  }
}

function parseHex(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
