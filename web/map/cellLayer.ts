/**
 * The cells on the map: fills, cell lines and grid borders, drawn by three small WebGL programs as two MapLibre layers.
 *
 * The mesh is uploaded once a city; afterwards only textures change (see cellTextures.ts), and the border segments, which
 * are traced again when cells change hands. So a stroke costs the same frame as standing still, and outlines are live.
 *
 * Tried and dropped: GeoJSON source + feature-state, which uploads a tile's whole paint buffer for each change and has to
 * dissolve outlines apart (measured in docs/adr/0008-sandbox-front-end.md). A layer for half a million cells can replace
 * this file: everything else knows only `CellLayer`.
 */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from 'maplibre-gl'
import { alikeFills, plainColour } from './alikeFills.ts'
import { type BorderMesh, createBorderMesh, outside, traceBorders } from './borderMesh.ts'
import type { CellMesh } from './cellMesh.ts'
import { borderFragment, borderVertex, fillFragment, fillVertex, meshFragment, meshVertex } from './cellShaders.ts'
import { cellMark, createCellTexture } from './cellTextures.ts'
import { createGlProgram, type GlProgram } from './glProgram.ts'
import { mercatorX } from './mercator.ts'

export type Rgba = readonly [number, number, number, number]

/** Grids drawn with a border of their own; the first wins where two touch. */
export interface PickedGrid {
  grid: number
  colour: Rgba
  width: number
}

export interface CellLayer extends CustomLayerInterface {
  /** The grids' borders, as a layer of its own, to be added after this one: what lies between them is over the fills and under the borders. */
  readonly borders: CustomLayerInterface
  setLabels(assignment: Uint16Array): void
  /** Shows cells in another grid. */
  paint(cells: readonly number[], grid: (cellIndex: number) => number): void
  setMarks(mark: number, cells: readonly number[]): void
  /** Colours by grid number, '#rrggbb'; a grid without one is drawn grey. */
  setGridColours(colours: ReadonlyMap<number, string>): void
  /** Colours by cell, 4 bytes a cell, or null to colour by grid. */
  setCellColours(rgba: Uint8Array | null): void
  setPicked(picked: readonly PickedGrid[]): void
  setHovered(grid: number): void
  /** Of borders between grids, and of those between two whose fills, as drawn, look alike. */
  setBorderColours(usual: Rgba, alike: Rgba): void
  /** How much the fills cover what lies below, 0..1. */
  setOpacity(opacity: number): void
}

/** Where the cells are on the screen, and how large. */
interface CellView {
  readonly matrix: Float32Array
  readonly pixelRatio: number
  /** a cell's width in CSS pixels */
  readonly cellPixels: number
}

interface GlState {
  fill: GlProgram
  mesh: GlProgram
  border: GlProgram
  fillArray: WebGLVertexArrayObject
  meshArray: WebGLVertexArrayObject
  borderArray: WebGLVertexArrayObject
  borderBuffer: WebGLBuffer
  meshCount: number
  buffers: WebGLBuffer[]
}

// Cells narrower than this many pixels get no lines of their own: they would only grey the map.
const meshFromPixels = 11

export function createCellLayer(id: string, cells: CellMesh): CellLayer {
  const cellCount = cells.firstCorner.length - 1
  const labels = createCellTexture('labels', cellCount)
  const marks = createCellTexture('marks', cellCount)
  const values = createCellTexture('colours', cellCount)
  const palette = createCellTexture('colours', 65536)
  const borders: BorderMesh = createBorderMesh()
  let areBordersStale = true
  let isByValue = false
  let hovered = 0
  let picked: readonly PickedGrid[] = []
  let opacity = 1
  let borderColours: readonly [usual: Rgba, alike: Rgba] = [
    [0, 0, 0, 255],
    [0, 0, 0, 255],
  ]
  let gridColours: ReadonlyMap<number, string> = new Map()
  let map: MapLibreMap | null = null
  let state: GlState | null = null
  const marked = new Map<number, readonly number[]>()
  const cellWidth = widthOfCell(cells)

  const changed = (): void => map?.triggerRepaint()

  const layer: CellLayer = {
    id,
    type: 'custom',
    renderingMode: '2d',
    borders: {
      id: `${id}-borders`,
      type: 'custom',
      renderingMode: '2d',
      render(context, input) {
        if (!state || !map) return
        const gl = context as WebGL2RenderingContext
        const view = prepare(gl, input, map)
        drawBorders(gl, state, view)
        letGo(gl)
      },
    },
    onAdd(owner, gl) {
      map = owner
      state = createGlState(gl as WebGL2RenderingContext, cells)
      areBordersStale = true
      for (const texture of [labels, marks, values, palette]) texture.forget()
    },
    onRemove(_owner, gl) {
      if (state) releaseGlState(gl as WebGL2RenderingContext, state)
      for (const texture of [labels, marks, values, palette]) texture.forget(gl as WebGL2RenderingContext)
      state = null
      map = null
    },
    render(context, input) {
      if (!state || !map) return
      draw(context as WebGL2RenderingContext, input, state, map)
    },
    setLabels(assignment) {
      labels.data.set(assignment)
      labels.touchAll()
      areBordersStale = true
      changed()
    },
    paint(painted, grid) {
      for (const cell of painted) {
        labels.data[cell] = grid(cell)
        labels.touch(cell)
      }
      areBordersStale = true
      changed()
    },
    setMarks(mark, next) {
      for (const cell of marked.get(mark) ?? []) {
        marks.data[cell] = marks.data[cell]! & ~mark
        marks.touch(cell)
      }
      for (const cell of next) {
        marks.data[cell] = marks.data[cell]! | mark
        marks.touch(cell)
      }
      marked.set(mark, next)
      changed()
    },
    setGridColours(colours) {
      palette.data.set([...parseHex(plainColour), 255], 0)
      for (const [grid, colour] of colours) palette.data.set([...parseHex(colour), 255], 4 * grid)
      palette.touchAll()
      gridColours = colours
      areBordersStale = true
      changed()
    },
    setCellColours(rgba) {
      isByValue = rgba !== null
      areBordersStale = true
      if (rgba) values.data.set(rgba)
      values.touchAll()
      changed()
    },
    setPicked(next) {
      picked = next.slice(0, 4)
      changed()
    },
    setHovered(grid) {
      if (grid === hovered) return
      hovered = grid
      changed()
    },
    setOpacity(next) {
      opacity = next
      areBordersStale = true
      changed()
    },
    setBorderColours(usual, alike) {
      borderColours = [usual, alike]
      changed()
    },
  }
  return layer

  /** Sets the context up for drawing, and tells how the cells lie on the screen. */
  function prepare(gl: WebGL2RenderingContext, input: CustomRenderMethodInput, owner: MapLibreMap): CellView {
    // Of the world's copies the one in the middle of the screen: across the antimeridian the mesh runs on from one to the next.
    const [x, y] = cells.origin
    const copy = Math.round(mercatorX(owner.getCenter().lng) - x)
    gl.disable(gl.DEPTH_TEST)
    gl.disable(gl.CULL_FACE)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    return {
      matrix: matrixFrom(input.defaultProjectionData.mainMatrix, [x + copy, y]),
      pixelRatio: owner.getPixelRatio(),
      cellPixels: cellWidth * 512 * 2 ** owner.getZoom(),
    }
  }

  function letGo(gl: WebGL2RenderingContext): void {
    gl.bindVertexArray(null)
    gl.bindBuffer(gl.ARRAY_BUFFER, null)
  }

  function draw(gl: WebGL2RenderingContext, input: CustomRenderMethodInput, gpu: GlState, owner: MapLibreMap): void {
    const { matrix, pixelRatio, cellPixels } = prepare(gl, input, owner)
    gpu.fill.activate()
    labels.bind(gl, 0)
    marks.bind(gl, 1)
    palette.bind(gl, 2)
    values.bind(gl, 3)
    gl.uniform1i(gpu.fill.uniform('u_labels'), 0)
    gl.uniform1i(gpu.fill.uniform('u_marks'), 1)
    gl.uniform1i(gpu.fill.uniform('u_palette'), 2)
    gl.uniform1i(gpu.fill.uniform('u_values'), 3)
    gl.uniformMatrix4fv(gpu.fill.uniform('u_matrix'), false, matrix)
    gl.uniform1i(gpu.fill.uniform('u_byValue'), isByValue ? 1 : 0)
    gl.uniform1f(gpu.fill.uniform('u_opacity'), opacity)
    gl.uniform1ui(gpu.fill.uniform('u_hovered'), hovered)
    gl.uniform1f(gpu.fill.uniform('u_pixelRatio'), pixelRatio)
    gl.bindVertexArray(gpu.fillArray)
    gl.drawElements(gl.TRIANGLES, cells.triangles.length, gl.UNSIGNED_INT, 0)

    if (cellPixels > meshFromPixels) {
      const alpha = Math.min(1, (cellPixels - meshFromPixels) / 20) * 0.16
      gpu.mesh.activate()
      gl.uniformMatrix4fv(gpu.mesh.uniform('u_matrix'), false, matrix)
      gl.uniform4f(gpu.mesh.uniform('u_colour'), 0.05 * alpha, 0.15 * alpha, 0.2 * alpha, alpha)
      gl.bindVertexArray(gpu.meshArray)
      gl.drawElements(gl.LINES, gpu.meshCount, gl.UNSIGNED_INT, 0)
    }
    letGo(gl)
  }

  function drawBorders(gl: WebGL2RenderingContext, gpu: GlState, { matrix, pixelRatio, cellPixels }: CellView): void {
    gl.bindVertexArray(gpu.borderArray)
    if (areBordersStale) {
      traceBorders(cells, labels.data, borders)
      gl.bindBuffer(gl.ARRAY_BUFFER, gpu.borderBuffer)
      gl.bufferData(
        gl.ARRAY_BUFFER,
        expandBorders(borders, isByValue ? () => false : alikeFills(gridColours, opacity)),
        gl.DYNAMIC_DRAW,
      )
      areBordersStale = false
    }
    const { uniform, activate } = gpu.border
    activate()
    gl.uniformMatrix4fv(uniform('u_matrix'), false, matrix)
    gl.uniform2f(uniform('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.uniform1f(uniform('u_pixelRatio'), pixelRatio)
    gl.uniform1f(uniform('u_width'), Math.min(2.6, Math.max(1.6, cellPixels / 9)))
    for (const [i, name] of ['u_colour', 'u_alikeColour'].entries()) {
      gl.uniform4fv(
        uniform(name),
        borderColours[i]!.map((channel) => channel / 255),
      )
    }
    gl.uniform4f(uniform('u_edgeColour'), 0.66, 0.71, 0.73, 1)
    const slots = [0, 1, 2, 3].map((slot) => picked[slot])
    gl.uniform4uiv(
      uniform('u_picked'),
      slots.map((slot) => slot?.grid ?? 0),
    )
    gl.uniform4fv(
      uniform('u_pickedColours'),
      slots.flatMap((slot) => (slot?.colour ?? [0, 0, 0, 0]).map((channel) => channel / 255)),
    )
    gl.uniform1fv(
      uniform('u_pickedWidths'),
      slots.map((slot) => slot?.width ?? 0),
    )
    for (const pass of picked.length > 0 ? [0, 1] : [0]) {
      gl.uniform1i(uniform('u_pass'), pass)
      gl.drawElements(gl.TRIANGLES, 6 * borders.count, gl.UNSIGNED_INT, 0)
    }
  }
}

export { cellMark }

/** The matrix for positions relative to `origin`, multiplied in 64 bits before it becomes 32. */
function matrixFrom(main: ArrayLike<number>, [x, y]: readonly [number, number]): Float32Array {
  const matrix = new Float32Array(16)
  for (let i = 0; i < 12; i++) matrix[i] = main[i]!
  for (let row = 0; row < 4; row++) matrix[12 + row] = main[row]! * x + main[4 + row]! * y + main[12 + row]!
  return matrix
}

const segmentBytes = 24

/** The first label's highest bit: the grids on both sides look alike. */
const alikeBit = 2 ** 31

/** Four vertices a segment, 24 bytes each: from, to (float32), labels (uint32). The shader tells the corners by vertex number. */
function expandBorders(borders: BorderMesh, isAlike: (one: number, other: number) => boolean): ArrayBuffer {
  const buffer = new ArrayBuffer(borders.count * 4 * segmentBytes)
  const floats = new Float32Array(buffer)
  const words = new Uint32Array(buffer)
  for (let vertex = 0; vertex < borders.count * 4; vertex++) {
    const segment = vertex >> 2
    for (let i = 0; i < 4; i++) floats[6 * vertex + i] = borders.positions[4 * segment + i]!
    const [one, other] = [borders.labels[2 * segment]!, borders.labels[2 * segment + 1]!]
    words[6 * vertex + 4] = one + (other !== outside && isAlike(one, other) ? alikeBit : 0)
    words[6 * vertex + 5] = other
  }
  return buffer
}

function createGlState(gl: WebGL2RenderingContext, cells: CellMesh): GlState {
  const buffers: WebGLBuffer[] = []
  const upload = (target: GLenum, data: AllowSharedBufferSource): WebGLBuffer => {
    const buffer = gl.createBuffer()
    gl.bindBuffer(target, buffer)
    gl.bufferData(target, data, gl.STATIC_DRAW)
    buffers.push(buffer)
    return buffer
  }
  const fill = createGlProgram(gl, fillVertex, fillFragment)
  const mesh = createGlProgram(gl, meshVertex, meshFragment)
  const border = createGlProgram(gl, borderVertex, borderFragment)

  const fillArray = gl.createVertexArray()
  gl.bindVertexArray(fillArray)
  const positions = upload(gl.ARRAY_BUFFER, cells.positions as Float32Array<ArrayBuffer>)
  floatAttribute(gl, fill, 'a_position', 2, 0, 0)
  upload(gl.ARRAY_BUFFER, cells.cellOfCorner as Uint32Array<ArrayBuffer>)
  integerAttribute(gl, fill, 'a_cell', 1, 0, 0)
  upload(gl.ELEMENT_ARRAY_BUFFER, cells.triangles as Uint32Array<ArrayBuffer>)

  const meshArray = gl.createVertexArray()
  gl.bindVertexArray(meshArray)
  gl.bindBuffer(gl.ARRAY_BUFFER, positions)
  floatAttribute(gl, mesh, 'a_position', 2, 0, 0)
  const sides = sidesOf(cells)
  upload(gl.ELEMENT_ARRAY_BUFFER, sides)

  const borderArray = gl.createVertexArray()
  gl.bindVertexArray(borderArray)
  const borderBuffer = upload(gl.ARRAY_BUFFER, new Float32Array(0))
  floatAttribute(gl, border, 'a_segment', 4, segmentBytes, 0)
  integerAttribute(gl, border, 'a_labels', 2, segmentBytes, 16)
  upload(gl.ELEMENT_ARRAY_BUFFER, quadIndices(cells.across.length))
  gl.bindVertexArray(null)
  return { fill, mesh, border, fillArray, meshArray, borderArray, borderBuffer, meshCount: sides.length, buffers }
}

function releaseGlState(gl: WebGL2RenderingContext, state: GlState): void {
  for (const { program } of [state.fill, state.mesh, state.border]) gl.deleteProgram(program)
  for (const array of [state.fillArray, state.meshArray, state.borderArray]) gl.deleteVertexArray(array)
  for (const buffer of state.buffers) gl.deleteBuffer(buffer)
}

function floatAttribute(
  gl: WebGL2RenderingContext,
  { program }: GlProgram,
  name: string,
  size: number,
  stride: number,
  offset: number,
): void {
  const location = gl.getAttribLocation(program, name)
  gl.enableVertexAttribArray(location)
  gl.vertexAttribPointer(location, size, gl.FLOAT, false, stride, offset)
}

function integerAttribute(
  gl: WebGL2RenderingContext,
  { program }: GlProgram,
  name: string,
  size: number,
  stride: number,
  offset: number,
): void {
  const location = gl.getAttribLocation(program, name)
  gl.enableVertexAttribArray(location)
  gl.vertexAttribIPointer(location, size, gl.UNSIGNED_INT, stride, offset)
}

/** Each side of each cell once, as pairs of corners. */
function sidesOf({ across, cellOfCorner, firstCorner }: CellMesh): Uint32Array<ArrayBuffer> {
  const sides: number[] = []
  for (let corner = 0; corner < across.length; corner++) {
    const cell = cellOfCorner[corner]!
    if (across[corner]! >= 0 && across[corner]! < cell) continue
    sides.push(corner, corner + 1 === firstCorner[cell + 1] ? firstCorner[cell]! : corner + 1)
  }
  return new Uint32Array(sides)
}

/** Two triangles for each four vertices, enough for every side of every cell to be a border once. */
function quadIndices(sideCount: number): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(6 * sideCount)
  for (let quad = 0; quad < sideCount; quad++) {
    indices.set([4 * quad, 4 * quad + 1, 4 * quad + 2, 4 * quad + 2, 4 * quad + 1, 4 * quad + 3], 6 * quad)
  }
  return indices
}

/** A cell's width on the Mercator square, from the first cell's corners. */
function widthOfCell({ positions, firstCorner }: CellMesh): number {
  const end = firstCorner[1] ?? 0
  let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let corner = 0; corner < end; corner++) {
    west = Math.min(west, positions[2 * corner]!)
    east = Math.max(east, positions[2 * corner]!)
  }
  return end > 0 ? east - west : 0
}

function parseHex(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
