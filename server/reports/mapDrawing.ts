import { deviationClasses, deviationColour } from '../contract/figureColours.ts'
import { toleranceOf } from '../contract/planTolerances.ts'
import { sideOf } from './charts.ts'
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
  const tolerance = toleranceOf(report.tolerances, key)
  const shapes = report.grids.flatMap((grid) => {
    const outline = report.outlines.get(grid.number)
    return outline ? [{ grid, outline, path: pathOf(outline, projection) }] : []
  })
  const fills = shapes.map(({ grid, path }) => {
    const value = deviation(grid, key)
    const title = escapeMarkup(`${grid.code} ${grid.name} ${format.deviation(value)}`)
    const verdict = { isWithin: sideOf(grid, key, report) === 'within', severity: value / tolerance }
    return `<path d="${path}" fill="${deviationColour(verdict)}"><title>${title}</title></path>`
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
${drawLegend(tolerance, limits, format)}`
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

/** The colours in order; under each joint of two stands where one ends and the next begins. */
function drawLegend(tolerance: number, [lower, upper]: readonly [number, number], format: Format): string {
  const step = 300 / deviationClasses.length
  const boxes = deviationClasses.map(
    ({ colour }, i) => `<rect x="${round(i * step)}" y="2" width="${round(step)}" height="12" fill="${colour}"/>`,
  )
  const ends = deviationClasses.slice(0, -1).map(({ below }) => {
    if (Math.abs(below) === 1) return below < 0 ? lower : upper
    return below * tolerance
  })
  const marks = ends.map((end, i) => {
    const x = round((i + 1) * step)
    return `<line x1="${x}" x2="${x}" y1="2" y2="17"/><text x="${x}" y="28">${format.deviation(end)}</text>`
  })
  return `<svg class="legend" viewBox="0 0 300 32" aria-hidden="true">${boxes.join('')}${marks.join('')}</svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
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
