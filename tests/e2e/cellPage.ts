import { gridDisk, latLngToCell } from 'h3-js'
import { Map as MapLibreMap } from 'maplibre-gl'
import { buildLattice, cellAreasKm2, cellCenters, locatePoint, neighborTable } from '../../partition/index.ts'
import { latitudeAt, longitudeAt, mercatorX, mercatorY } from '../../web/draw/mercator.ts'
import { type CellLayer, cellMark, createCellLayer } from '../../web/map/cellLayer.ts'

// The page that cellLayer.test.ts bundles and opens: the layer of cells in a map of nothing else, and its pixels.

export interface Place {
  readonly lng: number
  readonly lat: number
  readonly resolution: number
  readonly zoom: number
}

const width = 400
const height = 300
const black = [0, 0, 0, 255] as const

function makeCity({ lng, lat, resolution }: Place, radius: number) {
  const hexes = gridDisk(latLngToCell(lat, lng, resolution), radius)
  const lattice = buildLattice(BigUint64Array.from(hexes, (hex) => BigInt(`0x${hex}`)).sort())
  return {
    lattice,
    centers: cellCenters(lattice),
    areasKm2: cellAreasKm2(lattice),
    neighbors: neighborTable(lattice),
  }
}

async function showMap({ lng, lat, zoom }: Place, layer: CellLayer): Promise<MapLibreMap> {
  document.body.innerHTML = `<div id="map" style="width:${width}px;height:${height}px"></div>`
  const map = new MapLibreMap({
    container: 'map',
    style: { version: 8, sources: {}, layers: [] },
    center: [lng, lat],
    zoom,
    attributionControl: false,
    canvasContextAttributes: { preserveDrawingBuffer: true },
    pixelRatio: 1,
  })
  map.on('style.load', () => {
    map.addLayer(layer)
    map.addLayer(layer.borders)
  })
  await map.once('idle')
  return map
}

function pixelsOf(map: MapLibreMap): Uint8Array {
  const gl = map.getCanvas().getContext('webgl2')!
  const pixels = new Uint8Array(4 * width * height)
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
  return pixels
}

/**
 * Every pixel of a map whose cells have one of three colours, no two neighbours the same, against the cell that the point in
 * the pixel's middle lies in: how many differ by more than a tenth of a pixel.
 */
export async function comparePixels(
  place: Place,
  radius: number,
): Promise<{ inside: number; faces: number; wrong: number }> {
  const city = makeCity(place, radius)
  const { lattice } = city
  const layer = createCellLayer('cells', city)
  const channelOf = (cell: number) => (((lattice.cellI[cell]! + lattice.cellJ[cell]!) % 3) + 3) % 3
  const colours = new Uint8Array(4 * lattice.cellCount)
  for (let cell = 0; cell < lattice.cellCount; cell++) {
    colours[4 * cell + channelOf(cell)] = 255
    colours[4 * cell + 3] = 255
  }
  layer.setLabels(new Uint16Array(lattice.cellCount).fill(1))
  layer.setCellColours(colours)
  const map = await showMap(place, layer)
  const pixels = pixelsOf(map)
  map.remove()
  const scale = 512 * 2 ** place.zoom
  const [west, north] = [mercatorX(place.lng), mercatorY(place.lat)]
  const cellAt = (x: number, y: number) =>
    locatePoint(lattice, longitudeAt(west + (x - width / 2) / scale), latitudeAt(north + (height / 2 - y) / scale))
  const faces = new Set<number>()
  let [inside, wrong] = [0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = cellAt(x + 0.5, y + 0.5)
      // At the city's edge a line lies over the pixels.
      if (cell < 0 || city.neighbors.subarray(6 * cell, 6 * cell + 6).includes(-1)) continue
      inside++
      faces.add(lattice.cellFrame[cell]!)
      const [r, g, b] = pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)
      const shown = r! > g! && r! > b! ? 0 : g! > b! ? 1 : 2
      const isNear = [
        cell,
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((turn) =>
          cellAt(x + 0.5 + 0.1 * Math.cos((turn * Math.PI) / 4), y + 0.5 + 0.1 * Math.sin((turn * Math.PI) / 4)),
        ),
      ]
      if (!isNear.some((near) => near >= 0 && channelOf(near) === shown)) wrong++
    }
  }
  return { inside, faces: faces.size, wrong }
}

/** Paints and marks cells by and by; afterwards, what is kept of the picture against one that is drawn anew, and after the context was lost. */
export async function compareKept(
  place: Place,
  radius: number,
): Promise<{ changed: number; kept: number; restored: number }> {
  const city = makeCity(place, radius)
  const { lattice, neighbors } = city
  const layer = createCellLayer('cells', city)
  layer.setLabels(
    Uint16Array.from(
      { length: lattice.cellCount },
      (_, cell) => 1 + (lattice.cellI[cell]! > lattice.cellI[0]! ? 1 : 0),
    ),
  )
  layer.setGridColours(
    new Map([
      [1, '#8aa6f2'],
      [2, '#fdc377'],
      [3, '#99b664'],
    ]),
  )
  layer.setBorderColours(black, black)
  layer.setPicked([{ grid: 3, colour: [183, 83, 22, 255], width: 3.4 }])
  const map = await showMap(place, layer)
  const first = pixelsOf(map)
  let at = locatePoint(lattice, place.lng, place.lat)
  for (let step = 0; step < 30; step++) {
    const side = neighbors[6 * at + (step % 4)]!
    if (side >= 0) at = side
    const cells = [at, ...neighbors.subarray(6 * at, 6 * at + 6)].filter((cell) => cell >= 0)
    layer.paint(cells, () => (step % 5 === 0 ? 1 : 3))
    layer.setMarks(step % 2 ? cellMark.refused : cellMark.footprint, cells)
    await map.once('render')
  }
  const kept = pixelsOf(map)
  // Another edition of both pictures.
  layer.setOpacity(1)
  await map.once('idle')
  const anew = pixelsOf(map)
  const gl = map.getCanvas().getContext('webgl2')!
  const loss = gl.getExtension('WEBGL_lose_context')!
  loss.loseContext()
  await new Promise((resolve) => setTimeout(resolve, 100))
  loss.restoreContext()
  await map.once('webglcontextrestored')
  await map.once('idle')
  const restored = pixelsOf(map)
  map.remove()
  const differing = (one: Uint8Array, other: Uint8Array) =>
    one.reduce((count, value, i) => count + (value === other[i] ? 0 : 1), 0)
  return { changed: differing(first, anew), kept: differing(kept, anew), restored: differing(restored, anew) }
}
