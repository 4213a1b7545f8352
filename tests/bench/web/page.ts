import { gridDisk, latLngToCell } from 'h3-js'
import { Map as MapLibreMap } from 'maplibre-gl'
import {
  buildLattice,
  cellAreasKm2,
  cellCenters,
  type Lattice,
  locatePoint,
  neighborTable,
} from '../../../partition/index.ts'
import { type CellLayer, cellMark, createCellLayer } from '../../../web/map/cellLayer.ts'
import { cellDisk } from '../../../web/tools/disk.ts'

// The page that tests/bench/web.ts bundles and opens: the layer of cells in a map of nothing else, at the size of the largest city.

const lng = 120.52
const lat = 29.95
const width = 1440
const height = 900

interface City {
  readonly lattice: Lattice
  readonly neighbors: Int32Array
  readonly centers: Float64Array
  readonly assignment: Uint16Array
}

let city: City
let layer: CellLayer
let map: MapLibreMap
let own: Uint16Array

const timed = <T>(work: () => T): [T, number] => {
  const start = performance.now()
  const result = work()
  return [result, performance.now() - start]
}

/** A disk of cells across two faces, divided into grids that grew from random cells. Times in ms. */
export async function open(radius: number, grids: number, zoom: number, pixelRatio: number) {
  const cellIds = BigUint64Array.from(gridDisk(latLngToCell(lat, lng, 10), radius), (hex) => BigInt(`0x${hex}`)).sort()
  const lattice = buildLattice(cellIds)
  const neighbors = neighborTable(lattice)
  const centers = cellCenters(lattice)
  const areasKm2 = cellAreasKm2(lattice)
  const assignment = new Uint16Array(lattice.cellCount)
  let seed = 12345
  const front: number[] = []
  for (let grid = 1; grid <= grids; ) {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0
    const cell = (seed >>> 0) % lattice.cellCount
    if (assignment[cell] !== 0) continue
    assignment[cell] = grid++
    front.push(cell)
  }
  for (const cell of front) {
    for (let side = 0; side < 6; side++) {
      const next = neighbors[6 * cell + side]!
      if (next < 0 || assignment[next] !== 0) continue
      assignment[next] = assignment[cell]!
      front.push(next)
    }
  }
  city = { lattice, neighbors, centers, assignment }
  own = assignment.slice()
  const [made, layerMs] = timed(() => createCellLayer('cells', { lattice, centers, areasKm2 }))
  layer = made
  layer.setLabels(assignment)
  const colours = ['#8aa6f2', '#fdc377', '#99b664', '#f6baff', '#ade49a', '#e69071', '#92fffd']
  layer.setGridColours(new Map(Array.from({ length: grids }, (_, at) => [at + 1, colours[(at * 5) % 7]!])))
  layer.setBorderColours([84, 104, 112, 255], [24, 42, 49, 255])
  layer.setPicked([{ grid: own[locatePoint(lattice, lng, lat)]!, colour: [13, 72, 84, 255], width: 3.4 }])
  document.body.innerHTML = `<div id="map" style="width:${width}px;height:${height}px"></div>`
  map = new MapLibreMap({
    container: 'map',
    style: { version: 8, sources: {}, layers: [] },
    center: [lng, lat],
    zoom,
    attributionControl: false,
    pixelRatio,
  })
  map.on('style.load', () => {
    map.addLayer(layer)
    map.addLayer(layer.borders)
  })
  await map.once('idle')
  return { cells: lattice.cellCount, faces: lattice.frames.length, layerMs }
}

/** Until the graphics process has drawn what was asked for. */
function finish(): void {
  const gl = map.getCanvas().getContext('webgl2')!
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
}

/** Frames in each of which something changes; the script of the change itself, ms each. The frame's own is told by the browser. */
async function frames(count: number, change: (step: number) => void): Promise<number[]> {
  const times: number[] = []
  for (let step = 0; step < count; step++) {
    times.push(timed(() => change(step))[1])
    map.triggerRepaint()
    await map.once('render')
    finish()
  }
  return times
}

export const still = (count: number) => frames(count, () => {})

/** A stroke that goes round and round: each frame gives the cells around the next one to another grid, and marks them. */
export function paint(count: number, radius: number) {
  let at = locatePoint(city.lattice, lng, lat)
  return frames(count, (step) => {
    const next = city.neighbors[6 * at + (step % 24 < 12 ? 0 : 3)]!
    if (next >= 0) at = next
    const cells = cellDisk(city.neighbors, at, radius)
    layer.paint(cells, () => 1 + (step % 3))
    layer.setMarks(cellMark.footprint, cells)
  })
}

export const pan = (count: number) => frames(count, () => map.panBy([3, 1], { animate: false }))

/** 15,000 cells change hands and back, in one disk or strewn all over. */
export function change(count: number, isStrewn: boolean) {
  const { lattice, neighbors } = city
  const disk = () => cellDisk(neighbors, locatePoint(lattice, lng, lat), 70)
  const cells = isStrewn ? Array.from({ length: 15_000 }, (_, at) => (at * 7919) % lattice.cellCount) : disk()
  return frames(count, (step) => layer.paint(cells, (cell) => (step % 2 ? own[cell]! : 3)))
}
