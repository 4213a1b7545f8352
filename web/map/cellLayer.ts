/**
 * The cells on the map: fills, cell lines and grid borders, as two MapLibre layers with room between them.
 *
 * Each face's part of the city is one mesh of coarse squares (web/draw/sheetMesh.ts); which cell a pixel belongs to, and where
 * its grid ends, the shaders work out from textures in lattice order. Nothing is built or traced when cells change hands: a
 * stroke uploads the cells it touched and redraws the rectangle around them, whatever the city's size.
 *
 * Tried and dropped (docs/adr/0008-sandbox-front-end.md, 0033-cells-from-textures.md): GeoJSON with feature-state; a mesh with
 * vertices for every cell, whose borders were traced again with every stroke.
 */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from 'maplibre-gl'
import type { Lattice } from '../../partition/index.ts'
import { type CellRaster, createCellRaster } from '../draw/cellRaster.ts'
import { type BorderCase, borderFragment, type FillCase, fillFragment, sheetVertex } from '../draw/cellShaders.ts'
import { createGlProgram, type GlProgram } from '../draw/glProgram.ts'
import { createGridLooks, labelOf } from '../draw/gridLooks.ts'
import { createKeptPicture, type PixelBox } from '../draw/keptPicture.ts'
import { latitudeAt, longitudeAt, mercatorX, mercatorY } from '../draw/mercator.ts'
import { buildSheetMesh } from '../draw/sheetMesh.ts'
import { cellMark, createSheetTexture, type SheetTexture } from '../draw/sheetTexture.ts'

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

export interface CellGround {
  readonly lattice: Lattice
  /** 2 a cell: longitude, latitude */
  readonly centers: Float64Array
  readonly areasKm2: Float64Array
}

export { cellMark }

/** Where the cells are on the screen, and how large. */
interface CellView {
  readonly matrix: Float32Array
  /** device pixels of the width of the Mercator square */
  readonly scale: number
  readonly pixelRatio: number
  /** a cell's width in CSS pixels */
  readonly cellPixels: number
  /** the middle of the screen, or the place of the city next to it, in Web Mercator */
  readonly middle: readonly [x: number, y: number]
  /** the whole view, as a key */
  readonly key: string
}

interface GlSheet {
  readonly array: WebGLVertexArrayObject
  readonly count: number
}

interface GlState {
  readonly sheets: readonly GlSheet[]
  readonly buffers: readonly WebGLBuffer[]
  readonly programs: Map<string, GlProgram>
}

/** A rectangle of the Mercator square. */
type GroundBox = [west: number, north: number, east: number, south: number]

// Cells narrower than this many pixels get no lines of their own: they would only grey the map.
const netFromPixels = 11
const farBelowPixels = 6
const maxPicked = 4
const edgeColour: Rgba = [168, 181, 186, 255]

const earthKm = 40_075.017

export function createCellLayer(id: string, { lattice, centers, areasKm2 }: CellGround): CellLayer {
  const raster: CellRaster = createCellRaster(lattice)
  const labels = raster.sheets.map(({ width, height }) => createSheetTexture('labels', width, height))
  const marks = raster.sheets.map(({ width, height }) => createSheetTexture('marks', width, height))
  // Four bytes a cell, made when cells have colours of their own for the first time.
  let values: readonly SheetTexture<Uint8Array>[] | null = null
  const looks = createGridLooks()
  const pictures = { fill: createKeptPicture(), borders: createKeptPicture() }
  const changedGround: Record<keyof typeof pictures, GroundBox | null> = { fill: null, borders: null }
  // What a picture hangs on beside the view and the cells' labels and marks is counted up.
  const editions: Record<keyof typeof pictures, number> = { fill: 0, borders: 0 }
  const origin = [mercatorX(centers[0]!), mercatorY(centers[1]!)] as const
  const bounds = boundsOf(centers)
  // Between two opposite sides of the first cell, which on a map of a city is as wide as the others.
  const cellWidth = Math.sqrt((areasKm2[0]! * 2) / Math.sqrt(3)) / (earthKm * Math.cos((centers[1]! * Math.PI) / 180))
  const marked = new Map<number, readonly number[]>()
  // Which cells are among the next ones of a mark, while it changes.
  const isNext = new Uint8Array(lattice.cellCount)
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

  looks.setColours(gridColours, opacity)

  const changed = (...what: readonly (keyof typeof pictures)[]): void => {
    for (const picture of what) editions[picture]++
    map?.triggerRepaint()
  }

  function changedAt(cell: number, ...what: readonly (keyof typeof pictures)[]): void {
    const [x, y] = [mercatorX(centers[2 * cell]!), mercatorY(centers[2 * cell + 1]!)]
    for (const picture of what) {
      const box = changedGround[picture]
      if (!box) changedGround[picture] = [x, y, x, y]
      else {
        if (x < box[0]) box[0] = x
        if (y < box[1]) box[1] = y
        if (x > box[2]) box[2] = x
        if (y > box[3]) box[3] = y
      }
    }
  }

  function setLabel(cell: number, grid: number): void {
    raster.eachPlace(cell, (sheet, texel) => {
      labels[sheet]!.data[texel] = labelOf(grid)
      labels[sheet]!.touch(texel)
    })
  }

  function setMark(cell: number, mark: number, isOn: boolean): void {
    raster.eachPlace(cell, (sheet, texel) => {
      const { data, touch } = marks[sheet]!
      data[texel] = isOn ? data[texel]! | mark : data[texel]! & ~mark
      touch(texel)
    })
    changedAt(cell, 'fill')
  }

  return {
    id,
    type: 'custom',
    renderingMode: '2d',
    borders: {
      id: `${id}-borders`,
      type: 'custom',
      renderingMode: '2d',
      prerender: (context, input) => keep(context as WebGL2RenderingContext, input, 'borders', drawBorders),
      render: (context) => pictures.borders.show(context as WebGL2RenderingContext),
    },
    onAdd(owner, context) {
      map = owner
      forget()
      state = createGlState(context as WebGL2RenderingContext, raster, { origin, centers, cellWidth })
    },
    onRemove(_owner, context) {
      const gl = context as WebGL2RenderingContext
      if (state) releaseGlState(gl, state)
      forget(gl)
      state = null
      map = null
    },
    prerender: (context, input) => keep(context as WebGL2RenderingContext, input, 'fill', drawFills),
    render: (context) => pictures.fill.show(context as WebGL2RenderingContext),
    setLabels(assignment) {
      for (const [s, { cells }] of raster.sheets.entries()) {
        const { data, touchAll } = labels[s]!
        for (let texel = 0; texel < cells.length; texel++)
          data[texel] = cells[texel]! < 0 ? 0 : labelOf(assignment[cells[texel]!]!)
        touchAll()
      }
      changed('fill', 'borders')
    },
    paint(painted, grid) {
      for (const cell of painted) {
        setLabel(cell, grid(cell))
        changedAt(cell, 'fill', 'borders')
      }
      changed()
    },
    setMarks(mark, next) {
      const before = marked.get(mark) ?? []
      if (before.length === 0 && next.length === 0) return
      // What stays marked is left alone: of a long stroke each step changes a few cells.
      for (const cell of next) isNext[cell] = 1
      for (const cell of before) {
        if (isNext[cell] !== 0) isNext[cell] = 2
        else setMark(cell, mark, false)
      }
      for (const cell of next) {
        if (isNext[cell] === 1) setMark(cell, mark, true)
        isNext[cell] = 0
      }
      marked.set(mark, next)
      changed()
    },
    setGridColours(colours) {
      gridColours = colours
      looks.setColours(gridColours, opacity)
      changed('fill', 'borders')
    },
    setCellColours(rgba) {
      isByValue = rgba !== null
      if (rgba) {
        values ??= raster.sheets.map(({ width, height }) => createSheetTexture('colours', width, height))
        for (const [s, { cells }] of raster.sheets.entries()) {
          const { data, touchAll } = values[s]!
          for (let texel = 0; texel < cells.length; texel++) {
            const cell = cells[texel]!
            if (cell >= 0) for (let i = 0; i < 4; i++) data[4 * texel + i] = rgba[4 * cell + i]!
          }
          touchAll()
        }
      }
      changed('fill', 'borders')
    },
    setPicked(next) {
      // Told with every step of a stroke, and nearly always the same.
      if (JSON.stringify(next.slice(0, maxPicked)) === JSON.stringify(picked)) return
      picked = next.slice(0, maxPicked)
      looks.setPicked(picked.map(({ grid }) => grid))
      changed('borders')
    },
    setHovered(grid) {
      if (grid === hovered) return
      hovered = grid
      changed('fill')
    },
    setOpacity(next) {
      opacity = next
      looks.setColours(gridColours, opacity)
      changed('fill', 'borders')
    },
    setBorderColours(usual, alike) {
      borderColours = [usual, alike]
      changed('borders')
    },
  }

  function forget(gl?: WebGL2RenderingContext): void {
    for (const texture of [...labels, ...marks, ...(values ?? [])]) texture.forget(gl)
    looks.forget(gl)
    for (const picture of Object.values(pictures)) picture.forget(gl)
  }

  function keep(
    gl: WebGL2RenderingContext,
    input: CustomRenderMethodInput,
    picture: keyof typeof pictures,
    draw: (gl: WebGL2RenderingContext, gpu: GlState, view: CellView) => void,
  ): void {
    if (!state || !map) return
    const gpu = state
    const view = viewOf(input, map)
    gl.activeTexture(gl.TEXTURE0)
    for (const texture of [...labels, ...marks, ...(values ?? [])]) texture.upload(gl)
    looks.upload(gl)
    const box = changedGround[picture]
    changedGround[picture] = null
    gl.disable(gl.DEPTH_TEST)
    gl.disable(gl.STENCIL_TEST)
    gl.disable(gl.CULL_FACE)
    pictures[picture].keep(gl, `${view.key} ${editions[picture]}`, box && pixelsOf(box, view, gl), () =>
      draw(gl, gpu, view),
    )
    gl.bindVertexArray(null)
  }

  function viewOf(input: CustomRenderMethodInput, owner: MapLibreMap): CellView {
    // Of the world's copies the one in the middle of the screen: across the antimeridian the cells run on from one to the next.
    const { lng, lat } = owner.getCenter()
    const copy = Math.round(mercatorX(lng) - origin[0])
    const matrix = matrixFrom(input.defaultProjectionData.mainMatrix, [origin[0] + copy, origin[1]])
    const pixelRatio = owner.getPixelRatio()
    const scale = 512 * 2 ** owner.getZoom()
    const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value))
    return {
      matrix,
      scale: scale * pixelRatio,
      pixelRatio,
      cellPixels: cellWidth * scale,
      middle: [within(mercatorX(lng) - copy, bounds[0], bounds[2]), within(mercatorY(lat), bounds[1], bounds[3])],
      key: matrix.join(),
    }
  }

  /** The pixels that a change of cells whose middles lie in a box can have touched, borders and all. */
  function pixelsOf([west, north, east, south]: GroundBox, view: CellView, gl: WebGL2RenderingContext): PixelBox {
    const { matrix, cellPixels, pixelRatio } = view
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight]
    const margin = (cellPixels + 6) * pixelRatio
    // Seen straight from above: the depth is the same all over.
    const depth = matrix[15]!
    const across = (x: number): number => (((matrix[0]! * (x - origin[0]) + matrix[12]!) / depth) * 0.5 + 0.5) * width
    const up = (y: number): number => (((matrix[5]! * (y - origin[1]) + matrix[13]!) / depth) * 0.5 + 0.5) * height
    return [across(west) - margin, up(south) - margin, across(east) + margin, up(north) + margin]
  }

  function programFor(gl: WebGL2RenderingContext, gpu: GlState, key: string, fragment: () => string): GlProgram {
    let program = gpu.programs.get(key)
    if (!program) {
      program = createGlProgram(gl, sheetVertex, fragment(), ['a_vertex'])
      gpu.programs.set(key, program)
    }
    program.activate()
    return program
  }

  function drawFills(gl: WebGL2RenderingContext, gpu: GlState, view: CellView): void {
    const { pixelRatio, cellPixels } = view
    const kind: FillCase = {
      hasSeams: raster.sheets.length > 1,
      isByValue: isByValue && values !== null,
      hasNet: cellPixels > netFromPixels,
    }
    const { uniform } = programFor(gl, gpu, `fill ${Object.values(kind)}`, () => fillFragment(kind))
    gl.uniform1i(uniform('u_labels'), 0)
    gl.uniform1i(uniform('u_marks'), 1)
    gl.uniform1i(uniform('u_colours'), 2)
    gl.uniformMatrix4fv(uniform('u_matrix'), false, view.matrix)
    gl.uniform1f(uniform('u_opacity'), opacity)
    gl.uniform1ui(uniform('u_hovered'), hovered > 0 ? labelOf(hovered) : 0)
    gl.uniform1f(uniform('u_pixelRatio'), pixelRatio)
    gl.uniform1f(uniform('u_net'), Math.min(1, (cellPixels - netFromPixels) / 20) * 0.16)
    looks.bindColours(gl, 2)
    for (const [s, { array, count }] of gpu.sheets.entries()) {
      labels[s]!.bind(gl, 0)
      marks[s]!.bind(gl, 1)
      if (kind.isByValue) values![s]!.bind(gl, 2)
      setSheetUniforms(gl, uniform, s, view)
      gl.bindVertexArray(array)
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0)
    }
  }

  function drawBorders(gl: WebGL2RenderingContext, gpu: GlState, view: CellView): void {
    const { pixelRatio, cellPixels } = view
    const [usual, alike] = borderColours
    const kind: BorderCase = {
      hasSeams: raster.sheets.length > 1,
      isFar: cellPixels < farBelowPixels,
      hasPicked: picked.length > 0,
      hasAlike: !isByValue && usual.join() !== alike.join(),
    }
    const { uniform } = programFor(gl, gpu, `borders ${Object.values(kind)}`, () => borderFragment(kind))
    const radius = 0.5 * Math.min(2.6, Math.max(1.6, cellPixels / 9)) * pixelRatio
    gl.uniform1i(uniform('u_labels'), 0)
    gl.uniform1i(uniform('u_looks'), 1)
    gl.uniform1i(uniform('u_alike'), 2)
    gl.uniformMatrix4fv(uniform('u_matrix'), false, view.matrix)
    gl.uniform1f(uniform('u_pixelRatio'), pixelRatio)
    gl.uniform1f(uniform('u_radius'), radius)
    gl.uniform4fv(uniform('u_colour'), unitColour(usual))
    gl.uniform4fv(uniform('u_alikeColour'), unitColour(alike))
    gl.uniform4fv(uniform('u_edgeColour'), unitColour(edgeColour))
    const widths = [0, 0, 0, 0]
    for (const [slot, { colour, width }] of picked.entries()) {
      gl.uniform4fv(uniform(`u_pickedColour${slot + 1}`), unitColour(colour))
      widths[slot] = 0.5 * width * pixelRatio
    }
    gl.uniform4fv(uniform('u_pickedRadius'), widths)
    gl.uniform1f(uniform('u_pickedReach'), Math.max(...widths) / Math.max(0.55 * pixelRatio, radius))
    looks.bindLooks(gl, 1)
    looks.bindAlike(gl, 2)
    for (const [s, { array, count }] of gpu.sheets.entries()) {
      labels[s]!.bind(gl, 0)
      setSheetUniforms(gl, uniform, s, view)
      gl.bindVertexArray(array)
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0)
    }
  }

  /** How a sheet's rows and columns lie on the screen around its middle; a few parts in a thousand hold all over it. */
  function setSheetUniforms(
    gl: WebGL2RenderingContext,
    uniform: GlProgram['uniform'],
    s: number,
    { middle: [x, y], scale }: CellView,
  ): void {
    const { placeOf, sides } = raster.sheets[s]!
    const step = 0.5 * cellWidth
    const at = (east: number, south: number) => placeOf(longitudeAt(x + east), latitudeAt(y + south))
    const slope = (from: readonly [number, number], to: readonly [number, number]) =>
      [0, 1].map((axis) => (to[axis]! - from[axis]!) / (2 * step * scale)) as [number, number]
    const right = slope(at(-step, 0), at(step, 0))
    const down = slope(at(0, -step), at(0, step))
    const determinant = right[0] * down[1] - down[0] * right[1]
    // Half a cell's width in pixels, by the pair of sides.
    const perSide = [
      [1, 1],
      [2, -1],
      [1, -2],
    ].map(([i, j]) => 1 / Math.hypot(i! * right[0] + j! * right[1], i! * down[0] + j! * down[1]))
    gl.uniform2fv(uniform('u_right'), right)
    gl.uniform2fv(uniform('u_down'), down)
    gl.uniform3fv(uniform('u_perSide'), perSide)
    gl.uniformMatrix2fv(
      uniform('u_toPixels'),
      false,
      [down[1], -right[1], -down[0], right[0]].map((entry) => entry / determinant),
    )
    for (const [side, line] of sides.entries()) gl.uniform3fv(uniform(`u_side${side}`), line)
  }
}

/** The matrix for positions relative to `origin`, multiplied in 64 bits before it becomes 32. */
function matrixFrom(main: ArrayLike<number>, [x, y]: readonly [number, number]): Float32Array {
  const matrix = new Float32Array(16)
  for (let i = 0; i < 12; i++) matrix[i] = main[i]!
  for (let row = 0; row < 4; row++) matrix[12 + row] = main[row]! * x + main[4 + row]! * y + main[12 + row]!
  return matrix
}

const unitColour = (colour: Rgba): number[] => colour.map((channel) => channel / 255)

function boundsOf(centers: Float64Array): GroundBox {
  const box: GroundBox = [2, 2, -2, -2]
  for (let at = 0; at < centers.length; at += 2) {
    const [x, y] = [mercatorX(centers[at]!), mercatorY(centers[at + 1]!)]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return box
}

function createGlState(
  gl: WebGL2RenderingContext,
  { sheets }: CellRaster,
  ground: Parameters<typeof buildSheetMesh>[1],
): GlState {
  const buffers: WebGLBuffer[] = []
  const upload = (target: GLenum, data: AllowSharedBufferSource): void => {
    const buffer = gl.createBuffer()
    gl.bindBuffer(target, buffer)
    gl.bufferData(target, data, gl.STATIC_DRAW)
    buffers.push(buffer)
  }
  const drawn = sheets.map((sheet) => {
    const { vertices, triangles } = buildSheetMesh(sheet, ground)
    const array = gl.createVertexArray()
    gl.bindVertexArray(array)
    upload(gl.ARRAY_BUFFER, vertices as Float32Array<ArrayBuffer>)
    gl.enableVertexAttribArray(0)
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0)
    upload(gl.ELEMENT_ARRAY_BUFFER, triangles as Uint32Array<ArrayBuffer>)
    gl.bindVertexArray(null)
    return { array, count: triangles.length }
  })
  gl.bindBuffer(gl.ARRAY_BUFFER, null)
  return { sheets: drawn, buffers, programs: new Map() }
}

function releaseGlState(gl: WebGL2RenderingContext, { programs, sheets, buffers }: GlState): void {
  for (const { program } of programs.values()) gl.deleteProgram(program)
  for (const { array } of sheets) gl.deleteVertexArray(array)
  for (const buffer of buffers) gl.deleteBuffer(buffer)
}
