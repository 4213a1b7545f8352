/**
 * What the shaders look up, as textures 1024 texels wide (index → texel (index % 1024, index / 1024)):
 *
 *   labels   R16UI, one texel a cell: the grid it is shown in
 *   marks    R8UI, one texel a cell: `cellMark` bits
 *   values   RGBA8, one texel a cell: its own colour, for "colour by density"
 *   palette  RGBA8, one texel a grid number
 *
 * A change uploads only the rows it touched: a brush stroke costs a few kilobytes, whatever the city's size.
 */
export const cellMark = { footprint: 1, refused: 2, offending: 4, drawn: 8, pinned: 16 } as const

export const textureWidth = 1024

export interface CellTexture<T extends Uint8Array | Uint16Array> {
  data: T
  touch(index: number): void
  touchAll(): void
  /** Uploads what was touched and binds the texture to a unit. */
  bind(gl: WebGL2RenderingContext, unit: number): void
  /** The context is gone: upload everything anew at the next bind. */
  forget(gl?: WebGL2RenderingContext): void
}

export type TextureKind = 'labels' | 'marks' | 'colours'

export function createCellTexture(kind: 'labels', texels: number): CellTexture<Uint16Array>
export function createCellTexture(kind: 'marks' | 'colours', texels: number): CellTexture<Uint8Array>
export function createCellTexture(
  kind: TextureKind,
  texels: number,
): CellTexture<Uint8Array> | CellTexture<Uint16Array> {
  const height = Math.max(1, Math.ceil(texels / textureWidth))
  const channels = kind === 'colours' ? 4 : 1
  const size = textureWidth * height * channels
  const data = kind === 'labels' ? new Uint16Array(size) : new Uint8Array(size)
  let texture: WebGLTexture | null = null
  let firstRow = 0
  let lastRow = height - 1

  const formatOf = (gl: WebGL2RenderingContext) => {
    if (kind === 'labels') return { internal: gl.R16UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_SHORT }
    if (kind === 'marks') return { internal: gl.R8UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_BYTE }
    return { internal: gl.RGBA8, format: gl.RGBA, type: gl.UNSIGNED_BYTE }
  }

  const texel: CellTexture<Uint8Array | Uint16Array> = {
    data,
    touch(index) {
      const row = Math.floor(index / textureWidth)
      firstRow = Math.min(firstRow, row)
      lastRow = Math.max(lastRow, row)
    },
    touchAll() {
      firstRow = 0
      lastRow = height - 1
    },
    bind(gl, unit) {
      gl.activeTexture(gl.TEXTURE0 + unit)
      const { internal, format, type } = formatOf(gl)
      if (texture === null) {
        texture = gl.createTexture()
        gl.bindTexture(gl.TEXTURE_2D, texture)
        gl.texStorage2D(gl.TEXTURE_2D, 1, internal, textureWidth, height)
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
        texel.touchAll()
      }
      gl.bindTexture(gl.TEXTURE_2D, texture)
      if (firstRow > lastRow) return
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false)
      gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
      const rowSize = textureWidth * channels
      const rows = data.subarray(firstRow * rowSize, (lastRow + 1) * rowSize)
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, firstRow, textureWidth, lastRow - firstRow + 1, format, type, rows)
      firstRow = height
      lastRow = -1
    },
    forget(gl) {
      if (texture) gl?.deleteTexture(texture)
      texture = null
    },
  }
  return texel as CellTexture<Uint8Array> | CellTexture<Uint16Array>
}
