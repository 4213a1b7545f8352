/**
 * The balance report as one HTML file that stands alone: style and drawings are inside, there is no script, and nothing is fetched.
 * It reads from the verdict down to the evidence, and prints on A4.
 */
import type { SnapshotName } from '../contract/cities.ts'
import type { Language } from '../contract/common.ts'
import { divisionTitle } from '../contract/divisions.ts'
import { contractKeys, type FigureKey, type RatioFigure, sumFigures } from '../contract/figures.ts'
import { noteText } from '../contract/noteText.ts'
import { figure, isBanded, sumOf, toleranceOf } from '../contract/planTolerances.ts'
import { drawDeviations, drawLorenz, drawRowBar, sideOf } from './charts.ts'
import { type Format, formatFor } from './format.ts'
import { drawMap } from './mapDrawing.ts'
import { escapeMarkup } from './markup.ts'
import type { BalancedFigure, BalanceReport, Reconciliation } from './report.ts'
import { deviation, type ReportGrid } from './reportGrid.ts'
import { styleSheet } from './styleSheet.ts'
import { type ReportText, reportText } from './text.ts'
import { goalText, sumsText } from './verdictText.ts'

const worstNamed = 3

interface Page {
  report: BalanceReport
  /** its title, where the city has several */
  division: string | null
  text: ReportText
  format: Format
  language: Language
}

export function renderReportHtml(report: BalanceReport, language: Language): string {
  const text = reportText[language]
  const division = report.division.isOnly ? null : divisionTitle(report.division, language)
  const format = formatFor(language, report.city, report.definitions)
  const page = { report, division, text, language, format }
  const title = [...whatOf(page), text.title].join(' · ')
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Shapan">
<title>${escapeMarkup(title)}</title>
<style>${styleSheet}</style>
</head>
<body>
${head(page)}
<main>
${verdict(page)}
${keyFigures(page)}
${drawnOf(report)
  .map((figure) => deviations(page, figure))
  .join('\n')}
<section class="side-by-side">
<div class="keep"><h2>${escapeMarkup(text.mapTitle(page.format.label(report.weakest)))}</h2><p class="caption">${text.mapCaption[isOfBand(report, report.weakest) ? 'band' : 'tolerance']}</p>${drawMap(report, page.format)}</div>
<div class="keep"><h2>${text.lorenzTitle}</h2><p class="caption">${text.lorenzCaption}</p>${drawLorenz(drawnOf(report), text, page.format)}${spread(page)}</div>
</section>
${reconciliation(page)}
${gridTable(page)}
${method(page)}
</main>
<footer><span>${text.sandbox}</span><span>${escapeMarkup(report.plan.planId)} · ${text.revision(report.plan.revision)}</span></footer>
</body>
</html>
`
}

function head(page: Page): string {
  const { report, division, text, format } = page
  const { city, plan, snapshot } = report
  const named = ({ period, sourceName, completedAt }: SnapshotName) =>
    [format.period(period), sourceName, format.date(new Date(completedAt))] as const
  const data = text.data(...named(snapshot))
  const newest = city.snapshot
  const remarks = [
    ...(plan.snapshotId === snapshot.snapshotId ? [] : [text.otherData]),
    ...(report.isNewestData || !newest ? [] : [text.olderData(...named(newest))]),
  ].map((remark) => `\n<p class="older">${escapeMarkup(remark)}</p>`)
  return `<header>
<div class="kicker"><span>${text.title}</span><span>${text.reportDate(format.date(report.generatedAt))}</span></div>
<h1>${escapeMarkup(whatOf(page).join(' · '))}</h1>
<p class="meta">${escapeMarkup(`${text.plan} ${plan.planId} · ${text.revision(plan.revision)} · ${division === null ? '' : `${text.division(division)} · `}${data}`)}</p>${remarks.join('')}
</header>`
}

/** A city with one division has nothing to tell apart. */
function whatOf({ report: { city, plan }, division }: Page): string[] {
  return [city.name, ...(division === null ? [] : [division]), plan.name]
}

function verdict({ report, text, format, language }: Page): string {
  const goal = goalText(report, text, format)
  const count = format.integer(report.grids.length)
  const unassigned = report.plan.unassigned
  const far = report.grids.filter((grid) => !grid.isWithin)
  const name = (grid: ReportGrid) => `${grid.name} ${format.deviation(grid.worstDeviation)}`
  const sentences = [
    report.weights.length === 0
      ? text.nothingToJudge(sumsText(report, text, format))
      : far.length === 0
        ? text.balanced(count, goal.criteria)
        : text.notBalanced(format.integer(report.within), count, goal.criteria),
    ...(unassigned.cellCount > 0
      ? [text.someUnassigned(format.integer(unassigned.cellCount), format.integer(figure(unassigned, 'customers')))]
      : []),
  ]
  const worst = report.weights.length > 0 ? (far.length > 0 ? far : report.grids).slice(0, worstNamed) : []
  const actions = [
    ...report.advice.map(({ from, to, amount, key }) =>
      text.transfer(
        text.amount(format.label(key), format.figure(key, amount), format.isPlural(key)),
        from.name,
        format.deviation(deviation(from, key)),
        to.name,
        format.deviation(deviation(to, key)),
      ),
    ),
    ...(far.length > 0
      ? [isAsSolved(report) ? text.cannotMeet(goal.short, report.weights.length > 1) : text.rebalance(goal.short)]
      : []),
    ...(unassigned.cellCount > 0 ? [text.assignCells(format.integer(unassigned.cellCount))] : []),
  ]
  const warnings = report.plan.warnings.map((warning) => noteText(warning, language, format))
  const isBad = !report.isBalanced && report.weights.length > 0
  return `<section class="verdict${isBad ? ' bad' : ''}">
${sentences.map((sentence) => `<p class="sentence">${escapeMarkup(sentence)}</p>`).join('\n')}
<p>${worst.length > 0 ? escapeMarkup(text.worst(worst.map(name).join(text.listSeparator))) : ''}
${actions.length === 0 && report.isBalanced ? text.nothingToDo : ''}</p>
${list(text.whatToDo, actions)}${list(text.warnings, warnings)}
</section>`
}

/** What is drawn and told in full: what the plan balances and what every city has. Of any further figure the tables tell. */
function drawnOf({ figures, weights }: BalanceReport): BalancedFigure[] {
  return figures.filter(({ key }) => weights.includes(key) || contractKeys.includes(key))
}

/** A size band says what is asked of this figure. */
function isOfBand({ sizeBand, weights }: BalanceReport, key: FigureKey): boolean {
  return isBanded(key, sizeBand) && weights.includes(key)
}

/** Nobody has changed the plan since the partition made it, and it is judged by what it was made from. */
function isAsSolved({ plan, snapshot }: BalanceReport): boolean {
  return plan.parameters !== null && plan.revision === 0 && plan.snapshotId === snapshot.snapshotId
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `<h2>${title}</h2><ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>\n`
}

function keyFigures(page: Page): string {
  const { report, text, format } = page
  const { plan, city } = report
  const gridCount = format.integer(report.grids.length)
  const tile = (label: string, value: string, note: string) =>
    `<div><span class="label">${label}</span><span class="value">${value}</span><span class="note">${note}</span></div>`
  const totals = report.figures.map(({ key, spread }) =>
    tile(
      escapeMarkup(format.label(key)),
      format.figure(key, plan.totals[key] ?? 0),
      `${text.average} ${format.figure(key, Math.round(spread.average))}`,
    ),
  )
  const ratios = ratiosOf(
    report,
    report.figures.map(({ key }) => key),
  ).map((ratio) => {
    const { label, numerator, denominator } = wordsOf(ratio, page)
    return tile(label, format.ratio(ratio, plan.totals), `${numerator} ÷ ${denominator}`)
  })
  const balance = drawnOf(report).map(({ key, above, below, within }) =>
    tile(
      `${text.largestDeviation} · ${escapeMarkup(format.label(key))}`,
      format.deviation(above > -below ? above : below),
      report.weights.includes(key)
        ? text.within[isOfBand(report, key) ? 'band' : 'tolerance'](format.integer(within), gridCount)
        : text.notJudged,
    ),
  )
  const spreads = drawnOf(report).map(({ key, spread: { maxMinRatio, cv } }) =>
    tile(
      `${text.maxMinRatio} · ${escapeMarkup(format.label(key))}`,
      format.optional(maxMinRatio, 2),
      `${text.cv} ${format.percent(cv ?? 0)}`,
    ),
  )
  return `<section class="key-figures">
${tile(text.grids, gridCount, `${format.integer(city.cellCount)} ${text.cells} · ${format.decimal(city.areaKm2, 1)} km²`)}
${totals.join('\n')}
${ratios.join('\n')}
${balance.join('\n')}
${spreads.join('\n')}
</section>`
}

function deviations({ report, text, format }: Page, figure: BalancedFigure): string {
  const { key } = figure
  const { sizeBand } = report
  const band =
    sizeBand && isOfBand(report, key)
      ? text.goal.band(format.integer(sizeBand.smallest), format.integer(sizeBand.largest))
      : text.goal.tolerance(format.percent(toleranceOf(report.tolerances, key)), format.label(key))
  const caption = `${text.deviationCaption(band)}${report.weights.includes(key) ? '' : ` ${text.notBalancedFigure(format.label(key))}`}`
  return `<section><h2>${escapeMarkup(text.deviationTitle(format.label(key)))}</h2>
<p class="caption">${escapeMarkup(caption)}</p>
${drawDeviations(report, figure, format)}</section>`
}

function spread({ report, text, format }: Page): string {
  const figures = drawnOf(report)
  const row = (label: string, value: (figure: BalancedFigure) => string) =>
    `<tr><td class="text">${label}</td>${figures.map((figure) => `<td>${value(figure)}</td>`).join('')}</tr>`
  return `<table class="spread"><thead><tr><th class="text">${text.spreadTitle}</th>${figures.map(({ key }) => `<th>${escapeMarkup(format.label(key))}</th>`).join('')}</tr></thead><tbody>
${row(text.average, ({ key, spread: { average } }) => format.figure(key, Math.round(average)))}
${row(text.largest, ({ key, spread: { max } }) => format.figure(key, max))}
${row(text.smallest, ({ key, spread: { min } }) => format.figure(key, min))}
${row(text.maxMinRatio, ({ spread: { maxMinRatio } }) => format.optional(maxMinRatio, 2))}
${row(text.cv, ({ spread: { cv } }) => format.percent(cv ?? 0))}
${row(text.gini, ({ spread: { gini } }) => format.optional(gini, 3))}
</tbody></table>`
}

function reconciliation({ report, division, text, format }: Page): string {
  const outcome = (row: Reconciliation) =>
    row.agrees
      ? `<td class="agrees">✓ ${text.agrees}</td>`
      : `<td class="differs">✗ ${escapeMarkup(text.differs(format.exact(row.key, row.sum - row.file)))}</td>`
  const columns = ['grids', 'unassigned', 'outside', 'sum', 'file'] as const
  const counted = report.reconciliation.filter(
    ({ key, file, sum }, place) => place === 0 || file !== 0 || sum !== 0 || hasAny(report, key),
  )
  const rows = counted.map(
    (row) =>
      `<tr><td class="text">${escapeMarkup(format.label(row.key))}</td>${columns.map((column) => `<td>${format.exact(row.key, row[column])}</td>`).join('')}${outcome(row)}</tr>`,
  )
  return `<section><h2>${text.reconciliationTitle}</h2><p class="caption">${escapeMarkup(text.reconciliationCaption(division))}</p>
<div class="scroll"><table><thead><tr><td></td><th>${text.inGrids}</th><th>${text.unassigned}</th><th>${text.outside}</th><th>${text.sum}</th><th>${text.file}</th><td></td></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`
}

function hasAny({ grids }: BalanceReport, key: FigureKey): boolean {
  return grids.some((grid) => figure(grid, key) !== 0)
}

/** Of more figures than this, only those that the plan balances are drawn as bars too: a page is no wider. */
const mostBars = 2
/** Of more than this the table is wider than a page that stands upright. */
const mostUpright = 3

function gridTable(page: Page): string {
  const { report, text, format } = page
  // Also a figure without an average: refunds that exceed the revenue stand where they are.
  const keys = sumFigures(report.definitions).flatMap(({ key }) => (hasAny(report, key) ? [key] : []))
  const ratios = ratiosOf(report, keys)
  const columns = keys.map((key) => {
    const far = report.grids.map((grid) => Math.abs(deviation(grid, key)))
    const limit = Math.max(toleranceOf(report.tolerances, key) * 1.4, ...far)
    return { key, limit, hasBar: keys.length <= mostBars || report.weights.includes(key) }
  })
  const headings = columns.map(
    ({ key, hasBar }) =>
      `<th>${escapeMarkup(format.label(key))}</th><th${hasBar ? ' colspan="2"' : ''}>${text.deviation}</th>`,
  )
  const row = (grid: ReportGrid) => {
    const figures = columns.map(({ key, limit, hasBar }) => {
      const side = sideOf(grid, key, report)
      const mark = side === 'within' ? '' : `far-${side}`
      const bar = hasBar ? `<td class="bar">${drawRowBar(grid, key, report, limit)}</td>` : ''
      return `<td>${format.figure(key, figure(grid, key))}</td><td class="${mark}">${format.deviation(grid.deviations[key] ?? null)}</td>${bar}`
    })
    const more = ratios.map((ratio) => `<td>${format.ratio(ratio, grid.figures)}</td>`)
    return `<tr${grid.isWithin ? '' : ' class="far"'}><td class="text">${escapeMarkup(grid.code)}</td><td class="text">${escapeMarkup(grid.name)}</td>${[...figures, ...more].join('')}<td>${format.decimal(grid.areaKm2, 2)}</td><td>${format.decimal(grid.compactness, 2)}</td></tr>`
  }
  const totals = Object.fromEntries(keys.map((key) => [key, sumOf(report.grids, key)]))
  const sums = [
    ...columns.map(
      ({ key, hasBar }) => `<td>${format.figure(key, totals[key]!)}</td><td></td>${hasBar ? '<td></td>' : ''}`,
    ),
    ...ratios.map((ratio) => `<td>${format.ratio(ratio, totals)}</td>`),
  ]
  const area = report.grids.reduce((sum, grid) => sum + grid.areaKm2, 0)
  const ratioHeadings = ratios.map((ratio) => `<th>${wordsOf(ratio, page).label}</th>`)
  return `<section class="long${keys.length > mostUpright ? ' wide' : ''}"><h2>${text.tableTitle}</h2>
<div class="scroll"><table><thead><tr><th class="text">${text.code}</th><th class="text">${text.name}</th>${[...headings, ...ratioHeadings].join('')}<th>${text.area}</th><th>${text.compactness}</th></tr></thead>
<tbody>${report.grids.map(row).join('\n')}
<tr class="sum"><td class="text" colspan="2">${text.total}</td>${sums.join('')}<td>${format.decimal(area, 2)}</td><td></td></tr></tbody></table></div></section>`
}

/** The ratios of figures that are shown. */
function ratiosOf({ definitions }: BalanceReport, keys: readonly FigureKey[]): RatioFigure[] {
  const isShown = (key: FigureKey) => keys.includes(key)
  return definitions
    .filter((one) => one.kind === 'ratio')
    .filter(({ numerator, denominator }) => isShown(numerator) && isShown(denominator))
}

function wordsOf({ key, numerator, denominator }: RatioFigure, { format }: Page) {
  const word = (one: FigureKey) => escapeMarkup(format.label(one))
  return { label: word(key), numerator: word(numerator), denominator: word(denominator) }
}

function method({ report, text, format }: Page): string {
  const { city, snapshot } = report
  const notes = text.method({
    resolution: city.resolution,
    cells: format.integer(city.cellCount),
    area: format.decimal(city.areaKm2, 1),
    rule: goalText(report, text, format).rule,
    ratios: ratiosOf(
      report,
      report.reconciliation.map(({ key }) => key),
    ).map(({ key, numerator, denominator }) => ({
      label: format.label(key),
      numerator: format.label(numerator),
      denominator: format.label(denominator),
    })),
    rows: format.integer(snapshot.rowsLoaded),
    rejected: format.integer(snapshot.rowsRejected),
    sha256: snapshot.sourceSha256,
  })
  return `<section class="method"><h2>${text.methodTitle}</h2><ul>${notes.map((note) => `<li>${escapeMarkup(note)}</li>`).join('')}</ul></section>`
}
