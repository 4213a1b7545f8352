/**
 * What the shaders look up of a cell, as a texture in lattice order (column, row) of a sheet:
 *
 *   labels   R16UI, 1 + the grid that the cell is shown in; 0 where there is no cell
 *   marks    R8UI, `cellMark` bits
 *   colours  RGBA8, the cell's own colour, for "colour by density"
 *
 * A change uploads the rectangles it touched, one in each tile of 64 by 64: neighbours on the ground are neighbours in the
 * texture, so a stroke costs some bytes a cell, and changes strewn over a city cost the tiles they fall in.
 */
import { createNearestTexture, uploadPlainly } from './nearestTexture.ts'

export const cellMark = { footprint: 1, refused: 2, offending: 4, drawn: 8, pinned: 16 } as const

export type TextureKind = 'labels' | 'marks' | 'colours'

export interface SheetTexture<T extends Uint8Array | Uint16Array> {
  readonly data: T
  touch(texel: number): void
  touchAll(): void
  /** Uploads what was touched. */
  upload(gl: WebGL2RenderingContext): void
  bind(gl: WebGL2RenderingContext, unit: number): void
  /** The context is gone: upload everything anew the next time. */
  forget(gl?: WebGL2RenderingContext): void
}

const tileBits = 6

export function createSheetTexture(kind: 'labels', width: number, height: number): SheetTexture<Uint16Array>
export function createSheetTexture(kind: 'marks' | 'colours', width: number, height: number): SheetTexture<Uint8Array>
export function createSheetTexture(
  kind: TextureKind,
  width: number,
  height: number,
): SheetTexture<Uint8Array> | SheetTexture<Uint16Array> {
  const channels = kind === 'colours' ? 4 : 1
  const size = width * height * channels
  const data = kind === 'labels' ? new Uint16Array(size) : new Uint8Array(size)
  let texture: WebGLTexture | null = null
  let isWholeDirty = true
  // By tile: left, top, right and bottom of what was touched in it.
  const dirty = new Map<number, [number, number, number, number]>()

  const formatOf = (gl: WebGL2RenderingContext) => {
    if (kind === 'labels') return { internal: gl.R16UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_SHORT }
    if (kind === 'marks') return { internal: gl.R8UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_BYTE }
    return { internal: gl.RGBA8, format: gl.RGBA, type: gl.UNSIGNED_BYTE }
  }

  const created: SheetTexture<Uint8Array | Uint16Array> = {
    data,
    touch(texel) {
      if (isWholeDirty) return
      const x = texel % width
      const y = (texel - x) / width
      const tile = ((y >> tileBits) << 16) | (x >> tileBits)
      const box = dirty.get(tile)
      if (!box) {
        dirty.set(tile, [x, y, x, y])
        return
      }
      if (x < box[0]) box[0] = x
      if (y < box[1]) box[1] = y
      if (x > box[2]) box[2] = x
      if (y > box[3]) box[3] = y
    },
    touchAll() {
      isWholeDirty = true
    },
    upload(gl) {
      const { internal, format, type } = formatOf(gl)
      if (texture === null) {
        texture = createNearestTexture(gl, internal, width, height)
        isWholeDirty = true
      }
      if (!isWholeDirty && dirty.size === 0) return
      gl.bindTexture(gl.TEXTURE_2D, texture)
      uploadPlainly(gl)
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, width)
      for (const [left, top, right, bottom] of isWholeDirty
        ? [[0, 0, width - 1, height - 1] as const]
        : dirty.values()) {
        gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, left)
        gl.pixelStorei(gl.UNPACK_SKIP_ROWS, top)
        gl.texSubImage2D(gl.TEXTURE_2D, 0, left, top, right - left + 1, bottom - top + 1, format, type, data)
      }
      for (const parameter of [gl.UNPACK_ROW_LENGTH, gl.UNPACK_SKIP_PIXELS, gl.UNPACK_SKIP_ROWS])
        gl.pixelStorei(parameter, 0)
      isWholeDirty = false
      dirty.clear()
    },
    bind(gl, unit) {
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, texture)
    },
    forget(gl) {
      if (texture) gl?.deleteTexture(texture)
      texture = null
    },
  }
  return created as SheetTexture<Uint8Array> | SheetTexture<Uint16Array>
}
