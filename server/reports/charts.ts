import type { FigureKey } from '../contract/figures.ts'
import { isFigureWithin } from '../contract/planTolerances.ts'
import type { Format } from './format.ts'
import { escapeMarkup } from './markup.ts'
import type { BalancedFigure, BalanceReport } from './report.ts'
import { deviation, type ReportGrid } from './reportGrid.ts'
import { lineColours } from './styleSheet.ts'
import type { ReportText } from './text.ts'

/** One column a grid, sorted by deviation, over the band of what is asked for; columns thin out as grids grow in number. */
export function drawDeviations(report: BalanceReport, { key, limits }: BalancedFigure, format: Format): string {
  const [width, height, left, right, pad] = [720, 150, 48, 8, 8]
  const [lower, upper] = limits
  const grids = report.grids
    .map((grid) => ({ grid, value: deviation(grid, key) }))
    .sort((a, b) => b.value - a.value || a.grid.number - b.grid.number)
  const [most, least] = [grids[0]?.value ?? 0, grids.at(-1)?.value ?? 0]
  const reach = Math.max(upper, -lower)
  const top = Math.max(upper * 1.3, reach * 0.3, most)
  const bottom = Math.min(lower * 1.3, reach * -0.3, least)
  const y = (value: number) => round(pad + ((top - value) / (top - bottom)) * (height - 2 * pad))
  const step = (width - left - right) / grids.length
  const bar = Math.max(0.4, step > 4 ? step - 1.5 : step * 0.85)
  const columns = grids.map(({ grid, value }, index) => {
    const title = escapeMarkup(`${grid.code} ${grid.name} ${format.deviation(value)}`)
    const length = Math.max(0.6, Math.abs(y(value) - y(0)))
    return `<rect class="${sideOf(grid, key, report)}" x="${round(left + index * step)}" y="${Math.min(y(value), y(0))}" width="${round(bar)}" height="${round(length)}"><title>${title}</title></rect>`
  })
  // the extremes and zero give way to the limits where they would stand on them
  const ticks: number[] = []
  for (const value of [upper, lower, 0, ...[most, least].filter((value) => value > upper || value < lower)])
    if (ticks.every((other) => Math.abs(y(other) - y(value)) >= 12)) ticks.push(value)
  const axis = ticks.map(
    (value) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 6}" y="${y(value) + 3.5}">${format.deviation(value)}</text>`,
  )
  return `<svg class="deviations" viewBox="0 0 ${width} ${height}" aria-hidden="true">
<rect class="band" x="${left}" y="${y(upper)}" width="${width - left - right}" height="${round(y(lower) - y(upper))}"/>
<g class="axis">${axis.join('')}</g>
${columns.join('\n')}
</svg>`
}

/** Share of the total against share of grids, a line a figure, over the diagonal of equality. */
export function drawLorenz(figures: BalanceReport['figures'], text: ReportText, format: Format): string {
  const [size, left, top] = [260, 40, 8]
  const at = ([x, y]: readonly [number, number]) => `${round(left + x * size)} ${round(top + (1 - y) * size)}`
  const curves = figures.map(({ lorenz }, index) => `<path class="${lineOf(index)}" d="M${lorenz.map(at).join('L')}"/>`)
  const keys = figures.map(({ key, spread }, index) => {
    const y = top + 22 + index * 20
    return `<line class="${lineOf(index)}" x1="${left + 14}" x2="${left + 40}" y1="${y - 4}" y2="${y - 4}"/><text x="${left + 46}" y="${y}">${escapeMarkup(format.label(key))} · ${text.gini} ${format.optional(spread.gini, 3)}</text>`
  })
  const marks = [0, 0.5, 1].map(
    (value) =>
      `<text class="mark-x" x="${left + value * size}" y="${top + size + 15}">${format.percent(value, 0)}</text><text class="mark-y" x="${left - 6}" y="${top + (1 - value) * size + 4}">${format.percent(value, 0)}</text>`,
  )
  return `<svg class="lorenz" viewBox="0 0 ${left + size + 16} ${top + size + 36}" aria-hidden="true">
<rect class="frame" x="${left}" y="${top}" width="${size}" height="${size}"/>
<path class="equality" d="M${at([0, 0])}L${at([1, 1])}"/>
<text class="equality-name" transform="translate(${left + size * 0.72} ${top + size * 0.24}) rotate(-45)">${text.equality}</text>
${curves.join('')}${keys.join('')}${marks.join('')}
<text class="mark-x" x="${left + size / 2}" y="${top + size + 31}">${text.lorenzX}</text>
<text class="mark-x" transform="translate(11 ${top + size / 2}) rotate(-90)">${text.lorenzY}</text>
</svg>`
}

/** Class of a figure's line: its colour, and dashes once the colours are used up. */
function lineOf(index: number): string {
  return `line-${(index % lineColours.length) + 1}${index < lineColours.length ? '' : ' dashed'}`
}

/** A grid's deviation as a small bar left or right of zero, for a table's row; `limit` fills the half. */
export function drawRowBar(grid: ReportGrid, key: FigureKey, report: BalanceReport, limit: number): string {
  const half = 40
  const value = deviation(grid, key)
  const length = Math.min(half, (Math.abs(value) / limit) * half)
  const x = value < 0 ? half - length : half
  return `<svg class="row-bar" viewBox="0 0 ${2 * half} 10" aria-hidden="true"><rect class="${sideOf(grid, key, report)}" x="${round(x)}" y="1" width="${round(length)}" height="8"/><line x1="${half}" x2="${half}" y1="0" y2="10"/></svg>`
}

/** Class of a mark: whether a grid has too much or too little of a figure. Of a figure the plan does not balance nothing is good or bad. */
export function sideOf(grid: ReportGrid, key: FigureKey, report: BalanceReport): 'over' | 'under' | 'within' {
  if (!report.weights.includes(key) || isFigureWithin(grid, key, report)) return 'within'
  // A size band may leave the average out: then a grid near to it has too much or too little all the same.
  const [, upper] = report.figures.find((figure) => figure.key === key)?.limits ?? [0, 0]
  return deviation(grid, key) > upper ? 'over' : 'under'
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
