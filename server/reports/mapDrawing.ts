import { sideOf } from './charts.ts'
import { colourScale, deviationColour } from './colours.ts'
import type { Format } from './format.ts'
import { escapeMarkup } from './markup.ts'
import type { BalanceReport } from './report.ts'
import { deviation, type Outline } from './reportGrid.ts'

const width = 1000
const maxHeight = 1150
const labelCount = 10
/** as in the style sheet */
const labelSize = 26

type Point = [number, number]
interface Projection {
  height: number
  toMap: (position: readonly [number, number]) => Point
}

/**
 * Grids as an SVG map coloured by deviation of the weakest figure: equirectangular at the city's middle latitude, which over a city's extent keeps
 * shapes. Vertices that fall on the same tenth of a unit are merged, so a large city stays a small drawing. Empty without outlines, and
 * where no figure has an average to deviate from.
 */
export function drawMap(report: BalanceReport, format: Format): string {
  const key = report.weakest
  const limits = report.figures.find((figure) => figure.key === key)?.limits
  const projection = projectionOf([...report.outlines.values()])
  if (!projection || !limits) return ''
  const worst = report.grids.reduce((most, grid) => Math.max(most, Math.abs(deviation(grid, key))), 0)
  const scale = colourScale(Math.max(...limits.map(Math.abs)), worst)
  const shapes = report.grids.flatMap((grid) => {
    const outline = report.outlines.get(grid.number)
    return outline ? [{ grid, outline, path: pathOf(outline, projection) }] : []
  })
  const fills = shapes.map(({ grid, path }) => {
    const value = deviation(grid, key)
    const title = escapeMarkup(`${grid.code} ${grid.name} ${format.deviation(value)}`)
    return `<path d="${path}" fill="${deviationColour(value, scale)}"><title>${title}</title></path>`
  })
  const districts = report.districts.map(({ outline }) => `<path d="${pathOf(outline, projection)}"/>`)
  const far = shapes
    .filter(({ grid }) => sideOf(grid, key, report) !== 'within')
    .sort((a, b) => Math.abs(deviation(b.grid, key)) - Math.abs(deviation(a.grid, key)))
  const labels = placeLabels(
    far.map(({ grid, outline }) => ({ name: grid.name, at: projection.toMap(middleOf(outline)) })),
  )
  return `<svg class="map" viewBox="-2 -2 ${width + 4} ${projection.height + 4}" aria-hidden="true">
<g class="grids">${fills.join('\n')}</g>
<g class="districts">${districts.join('\n')}</g>
<g class="far">${far.map(({ path }) => `<path d="${path}"/>`).join('\n')}</g>
<g class="labels">${labels.join('\n')}</g>
</svg>
${drawLegend(scale, worst > scale, limits, format)}`
}

/** Names of the worst grids, each left out where it would cover a worse one's. */
function placeLabels(wanted: readonly { name: string; at: Point }[]): string[] {
  const placed: { name: string; x: number; y: number; half: number }[] = []
  for (const { name, at } of wanted.slice(0, 2 * labelCount)) {
    // a Chinese character is as wide as it is high, a Latin one about half
    const half = [...name].reduce((sum, letter) => sum + (letter > '\u2e80' ? labelSize : labelSize * 0.58), 0) / 2
    const [x, y] = [Math.min(Math.max(at[0], half), width - half), at[1]]
    const covers = placed.some(
      (other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < labelSize,
    )
    if (!covers && placed.length < labelCount) placed.push({ name, x, y, half })
  }
  return placed.map(({ name, x, y }) => `<text x="${x.toFixed(0)}" y="${y.toFixed(0)}">${escapeMarkup(name)}</text>`)
}

function drawLegend(scale: number, isClipped: boolean, limits: readonly [number, number], format: Format): string {
  const [middle, half] = [150, 125]
  const stops = Array.from({ length: 17 }, (_, i) => i / 8 - 1).map(
    (at) => `<stop offset="${(at + 1) / 2}" stop-color="${deviationColour(at, 1)}"/>`,
  )
  const mark = (value: number, sign = '') => {
    const x = middle + (value / scale) * half
    return `<line x1="${x}" x2="${x}" y1="2" y2="18"/><text x="${x}" y="30">${sign}${format.deviation(value)}</text>`
  }
  const marks = [
    mark(-scale, isClipped ? '≤ ' : ''),
    ...legendMarks(limits, scale).map((value) => mark(value)),
    mark(scale, isClipped ? '≥ ' : ''),
  ]
  return `<svg class="legend" viewBox="0 0 300 34" aria-hidden="true">
<defs><linearGradient id="deviation">${stops.join('')}</linearGradient></defs>
<rect x="${middle - half}" y="4" width="${2 * half}" height="12" fill="url(#deviation)"/>${marks.join('')}
</svg>`
}

/** Zero and the limits, each left out where its text would stand on another's; what is asked for goes before zero. */
function legendMarks([lower, upper]: readonly [number, number], scale: number): number[] {
  // a text is about 30 of the 125 units that the scale takes
  const room = 0.24 * scale
  const marks: number[] = []
  for (const value of [lower, upper, 0])
    if (Math.abs(value) <= scale - room && marks.every((other) => Math.abs(other - value) >= room)) marks.push(value)
  return marks
}

function projectionOf(outlines: readonly Outline[]): Projection | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of outlines.flatMap((outline) => outline.flat(2))) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  if (!(east > west && north > south)) return undefined
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const unitsPerDegree = Math.min(width / ((east - west) * shrink), maxHeight / (north - south))
  const margin = (width - (east - west) * shrink * unitsPerDegree) / 2
  return {
    height: Math.ceil((north - south) * unitsPerDegree),
    toMap: ([lng, lat]) => [margin + (lng - west) * shrink * unitsPerDegree, (north - lat) * unitsPerDegree],
  }
}

function pathOf(outline: Outline, projection: Projection): string {
  return outline
    .flat()
    .map((ring) => {
      const points = ring.map((position) =>
        projection
          .toMap(position)
          .map((value) => Math.round(value * 10) / 10)
          .join(' '),
      )
      const distinct = points.filter((point, index) => point !== points[index - 1])
      return `M${distinct.slice(0, -1).join('L')}Z`
    })
    .join('')
}

/** Centroid of the largest outer ring. */
function middleOf(outline: Outline): [number, number] {
  let middle: [number, number] = [0, 0]
  let largest = -1
  for (const [ring] of outline) {
    if (!ring) continue
    // relative to the ring's first vertex: differences of near-equal products lose their digits otherwise
    const [originX, originY] = ring[0] ?? [0, 0]
    let [area, x, y] = [0, 0, 0]
    for (let i = 0; i + 1 < ring.length; i++) {
      const [ax, ay] = relative(ring[i], originX, originY)
      const [bx, by] = relative(ring[i + 1], originX, originY)
      const cross = ax * by - bx * ay
      area += cross
      x += (ax + bx) * cross
      y += (ay + by) * cross
    }
    if (Math.abs(area) > largest && area !== 0) {
      largest = Math.abs(area)
      middle = [originX + x / (3 * area), originY + y / (3 * area)]
    }
  }
  return middle
}

function relative(position: readonly [number, number] | undefined, x: number, y: number): Point {
  return position ? [position[0] - x, position[1] - y] : [0, 0]
}
