import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { buildLattice } from '../../../../partition/index.ts'
import { assignRows } from '../../../../server/cli/assignFile.ts'
import { exportCsv } from '../../../../server/cli/exportFile.ts'
import type { Snapshot } from '../../../../server/contract/cities.ts'
import { contractFigures } from '../../../../server/contract/figures.ts'
import type { RejectCode } from '../../../../server/contract/rejectCodes.ts'
import { forPeople } from '../../../../server/contract/sheetWriter.ts'
import { pointSample } from '../../../../server/data/pointSample.ts'
import { openRejects } from '../../../../server/data/rejects.ts'
import type { PlanState } from '../../../../server/plans/states.ts'
import { renderReportCsv } from '../../../../server/reports/csv.ts'
import { assembleReport } from '../../../../server/reports/report.ts'
import { cellFigures } from '../../partition/builders.ts'
import { buildReportInput } from '../reports/builders.ts'

const root = resolve(import.meta.dirname, '../../../..')
const directory = mkdtempSync(join(tmpdir(), 'shapan-sheets-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test.each([
  ['=1+1', "'=1+1"],
  ['+1+1', "'+1+1"],
  ['-1+1', "'-1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['＝1', "'＝1"],
  ['  =1+1', "'  =1+1"],
  ['\ufeff=1', "'\ufeff=1"],
  ['-', "'-"],
  ['+86 138', "'+86 138"],
  ['a; =1', "a; '=1"],
  ['a\t=1', "a\t'=1"],
  ['-5', '-5'],
  ['+0.5', '+0.5'],
  ['-1.5e-3', '-1.5e-3'],
  ['a-b=c', 'a-b=c'],
  ['东城01网格', '东城01网格'],
])('%j stands as %j', (text, expected) => {
  expect(forPeople.line([text])).toBe(`${expected}\n`)
})

test('a line break at the start is no way round', () => {
  expect(forPeople.line(['\r=1', '\n=1'])).toBe(`"'\r=1","'\n=1"\n`)
})

test('numbers are written as they are', () => {
  expect(forPeople.line([-5, 1e21, null, undefined])).toBe('-5,1e+21,,\n')
})

/** A reader of CSV of its own, by RFC 4180, character by character. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (isQuoted) {
      if (character !== '"') field += character
      else if (text[i + 1] === '"') field += text[++i]
      else isQuoted = false
    } else if (character === '"' && field === '') isQuoted = true
    else if (character === ',') {
      row.push(field)
      field = ''
    } else if (character === '\n') {
      rows.push([...row, field])
      row = []
      field = ''
    } else field += character
  }
  expect([isQuoted, field, row]).toEqual([false, '', []])
  return rows
}

/** What a spreadsheet would run: nothing of it may stand in a cell, but for plain numbers. */
function formulasIn(csv: string): string[] {
  const cells = readCsv(csv.replace(/^\ufeff/, '')).flat()
  return cells
    .flatMap((cell) => [cell, ...cell.split(/[;\t]/).slice(1)])
    .filter((cell) => /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/.test(cell) && !/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(cell))
}

const hostile = fc.oneof(
  fc.constantFrom('=cmd|"/C calc"!A0', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1', ' =1', '",=1', 'a";=1', '-5'),
  fc
    .tuple(
      fc.constantFrom('', ' ', '"', ',', ';', '\t', '\r', '\n', '\u00a0', "'"),
      fc.constantFrom(...'=+-@＝＋－＠'),
      fc.string(),
    )
    .map((parts) => parts.join('')),
  fc.string(),
)

const monthOne: Snapshot = {
  snapshotId: 1,
  period: '2026-01',
  sourceName: 'month.csv',
  sourceSha256: '0'.repeat(64),
  crs: 'wgs84',
  completedAt: '2026-01-01T00:00:00.000Z',
  rowsRead: 2,
  rowsLoaded: 2,
  rowsRejected: 0,
  rowsOutside: 0,
  totals: { customers: 3, revenue: -100 },
}

/** A plan of two cells in two grids with these names. */
function buildState(names: readonly string[]): PlanState {
  const lattice = buildLattice(BigUint64Array.of(0x88309ad9d5fffffn, 0x88309ad9d7fffffn).sort())
  const grids = [1, 2].map((number) => ({
    number,
    gridId: `00000000-0000-4000-8000-00000000000${number}`,
    code: names[2 * number - 2] ?? '',
    name: names[2 * number - 1] ?? '',
    colour: '#336699',
    locked: false,
    areaClass: null,
    parentId: null,
    pins: [],
  }))
  return {
    planId: 'town-1',
    cityId: 1,
    cityCode: 'town',
    planNumber: 1,
    name: 'plan',
    status: 'draft',
    division: { key: 'all', name: 'all', isDefault: true, isOnly: true, listed: [], signature: 'all' },
    snapshotId: 1,
    snapshot: monthOne,
    parameters: null,
    warnings: [],
    links: [],
    revision: 0,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    grids,
    hash: null,
    descent: { gone: [], lastNumber: 2 },
    gridsSeal: '',
    assignment: Uint16Array.of(1, 2),
    facts: cellFigures({ customers: Float64Array.of(1, 2), revenue: Float64Array.of(100, -200) }),
    city: {
      cityId: 1,
      code: 'town',
      cellCount: 2,
      lattice,
      neighbors: new Int32Array(12).fill(-1),
      areasKm2: new Float64Array(2),
      districtOfCell: new Int32Array(2).fill(-1),
      districts: [],
      districtChanges: 0,
      formerDistricts: [],
    },
  }
}

async function assigned(state: PlanState, csv: string, isExact: boolean): Promise<string> {
  const counts = { rows: 0, owned: 0, unresolved: 0, outsideCity: 0, unassignedCell: 0, invalid: 0 }
  const chunks = (async function* () {
    yield Buffer.from(csv)
  })()
  const input = {
    state,
    crs: 'wgs84' as const,
    columns: { lon: 'lon', lat: 'lat' },
    cityBox: [-180, -90, 180, 90],
    chunks,
    sourceName: 'points.csv',
    isExact,
    onRejects: async () => {},
    sample: pointSample(),
  }
  let text = ''
  for await (const part of assignRows(input, counts)) text += part
  return text
}

async function rejected(texts: readonly string[]): Promise<string> {
  const path = join(directory, 'rejects.csv')
  const rejects = openRejects(path)
  const [column = '', value = '', code = '', reason = ''] = texts
  await rejects.add([{ line: 2, column, value, code: code as RejectCode, reason }])
  await rejects.close()
  return readFileSync(path, 'utf8')
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/** Every CSV file made for people, out of four texts by strangers. */
const outputs: Record<string, (texts: readonly string[]) => Promise<string> | string> = {
  'the report': (texts) =>
    renderReportCsv(
      assembleReport(
        buildReportInput(texts.map((name, index) => ({ customers: 90 + index, revenue: -100 * index, name }))),
      ),
    ),
  'the export': (texts) => [...exportCsv(buildState(texts), contractFigures, false)].join(''),
  'the assignment': (texts) =>
    assigned(
      buildState(texts),
      `lon,lat,${texts.slice(0, 2).map(quoted).join(',')}\n-73.9,40.7,${texts.map(quoted).slice(2).join(',')}\n`,
      false,
    ),
  'the rejects': rejected,
}

describe.each(Object.entries(outputs))('%s', (_, make) => {
  test('has no cell that a spreadsheet would run, whoever named what', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 4, maxLength: 4 }), async (texts) => {
        expect(formulasIn(await make(texts.map((text) => text.toWellFormed())))).toEqual([])
      }),
      { seed: 20261126, numRuns: 300 },
    )
  })

  test('begins with one byte order mark, as Excel needs it', async () => {
    const bytes = Buffer.from(await make(['a', '\ufeffb', '区', '']))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.subarray(3, 6)).not.toEqual(bytes.subarray(0, 3))
  })
})

test('the exact forms give back every value as it came in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 4, maxLength: 4 }), async (given) => {
      const texts = given.map((text) => text.toWellFormed())
      const state = buildState(texts)
      const cells = readCsv([...exportCsv(state, contractFigures, true)].join(''))
      expect(cells.slice(1).map(([, code, name]) => [code, name])).toEqual([texts.slice(0, 2), texts.slice(2)])
      const owned = await assigned(state, `lon,lat,a,b\n-73.9,40.7,${texts.slice(2).map(quoted).join(',')}\n`, true)
      expect(readCsv(owned)[1]?.slice(0, 4)).toEqual(['-73.9', '40.7', ...texts.slice(2)])
    }),
    { seed: 20261126, numRuns: 300 },
  )
})

test('the exact forms begin with their first column, as programs expect', async () => {
  const state = buildState(['a', 'b', 'c', 'd'])
  expect([...exportCsv(state, contractFigures, true)].join('')).toMatch(/^cell_id,/)
  expect(await assigned(state, 'lon,lat\n-73.9,40.7\n', true)).toMatch(/^lon,/)
})

function filesWith(pattern: RegExp): string[] {
  return globSync(['server/**/*.ts', 'web/**/*.{ts,tsx}'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
    .filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')))
    .toSorted()
}

test('lines of CSV are made in the two forms only, the exact one where it is a choice', () => {
  expect(filesWith(/forPrograms/)).toEqual([
    'server/cli/assignFile.ts',
    'server/cli/exportFile.ts',
    'server/contract/sheetWriter.ts',
    'server/data/rejects.ts',
    'server/ownership/many/rowWriter.ts',
  ])
  expect(filesWith(/formatCsvLine|csvWriter/)).toEqual([
    'server/contract/csvWriter.ts',
    'server/contract/sheetWriter.ts',
  ])
})

test('no CSV is written by hand', () => {
  // the first of them is read
  expect(filesWith(/text\/csv/)).toEqual([
    'server/http/fileBody.ts',
    'server/reports/routes.ts',
    'web/life/saveFile.ts',
  ])
  expect(filesWith(/join\(['"`][,;]['"`]\).*\\n/)).toEqual(['server/contract/csvWriter.ts'])
  expect(filesWith(/`\\ufeff/)).toEqual(['server/contract/sheetWriter.ts'])
})
