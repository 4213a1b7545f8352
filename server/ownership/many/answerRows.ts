/**
 * From rows to the lines that answer them. What repeats (a grid, an owner, a date) is written once a portion; a row is its id and three of those.
 */
import { locatePoints } from '../../../partition/index.ts'
import type { RowFormat } from '../../contract/ownershipRows.ts'
import { type CsvForm, forPeople, forPrograms } from '../../contract/sheetWriter.ts'
import type { CustomersPage } from './findPlaces.ts'
import { findOwner } from './ownerTable.ts'
import { type Rows, type RowsInput, readRows } from './readRows.ts'
import type { Served, ServedDivision } from './served.ts'

export interface Answered {
  readonly text: Uint8Array
  readonly rows: number
  /** how many by each basis of a place and of an owner */
  readonly places: { readonly cell: number; readonly unresolved: number }
  readonly owners: Readonly<Record<string, number>>
  readonly errors: number
}

export interface AnswerForm {
  readonly format: RowFormat
  /** CSV as it is, for programs; else neutral for spreadsheets */
  readonly isExact: boolean
}

export interface PointsInput {
  readonly rows: RowsInput
  readonly served: Served
  readonly form: AnswerForm
}

/** The lines of rows that are found by their points. */
export function answerPoints({ rows, served, form }: PointsInput): Answered {
  return writeRows(readRows(rows), served, form, null)
}

/** What the database is asked for the rows that are found by their customer: their ids, a line each; empty where the row is refused. */
export function readCustomers(input: RowsInput): Rows & { readonly asked: string } {
  const rows = readRows(input)
  return { ...rows, asked: rows.ids.map((id, row) => (rows.errors[row] ? '' : id)).join('\n') }
}

export interface CustomersInput {
  readonly rows: Rows
  /** a line a row, as `findPlaces` gives it: the cell, or nothing for one outside the city, and the division */
  readonly found: string
  readonly served: Served
  readonly form: AnswerForm
}

export function answerCustomers({ rows, found, served, form }: CustomersInput): Answered {
  return writeRows(rows, served, form, found.split('\n'))
}

export interface PageInput {
  readonly page: Pick<CustomersPage, 'ids' | 'found'>
  readonly served: Served
  readonly form: AnswerForm
}

/** The lines of customers as the data has them. */
export function answerPage({ page, served, form }: PageInput): Answered {
  const ids = page.ids.split('\n')
  const owners = ids.map((id) => {
    const bytes = Buffer.from(id)
    return findOwner(served.owners, bytes, 0, bytes.length)
  })
  const without = {
    lines: ids.map(() => 0),
    errors: ids.map(() => null),
    lngLat: ids.flatMap(() => [Number.NaN, Number.NaN]),
  }
  return writeRows({ ids, owners, ...without }, served, form, page.found.split('\n'))
}

function writeRows(rows: Rows, served: Served, form: AnswerForm, found: readonly string[] | null): Answered {
  const { ids, lines, errors, lngLat, owners } = rows
  const cells = locatePoints(served.lattice, Float64Array.from(lngLat))
  const write = writerOf(served, form)
  const divisions = new Map(served.divisions.map(({ key }, index) => [key, index]))
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!
    const error = errors[row]
    if (error) {
      write.error(id, error, lines[row]!)
      continue
    }
    const stored = found?.[row] ?? ''
    if (stored !== '') {
      const [cell, key] = stored.split(' ')
      const division = divisions.get(key || served.defaultDivision)
      if (division === undefined) write.error(id, 'not-in-force', lines[row]!)
      else write.place(id, division, Number(cell), owners[row]!)
    } else if (found && Number.isNaN(lngLat[2 * row])) write.error(id, 'customer-not-found', lines[row]!)
    else write.place(id, 0, cells[row]!, owners[row]!)
  }
  return write.end()
}

function writerOf(served: Served, { format, isExact }: AnswerForm) {
  const form = isExact ? forPrograms : forPeople
  const words = format === 'csv' ? csvWords(form) : jsonWords
  const divisions = served.divisions.map((division) => placesOf(division, words))
  const owners = served.ownerKinds.map(({ owner, until }) => ({ basis: owner?.basis, until, text: words.owner(owner) }))
  const withoutOwner = words.owner(null)
  const ends = new Map<string | null, string>()
  const counts = { cell: 0, unresolved: 0 }
  const byOwner: Record<string, number> = {}
  const out: string[] = []
  let failed = 0
  return {
    error(id: string, code: string, line: number) {
      failed++
      out.push(words.id(id), words.error(code, line))
    },
    /** `cell` -1: outside the city */
    place(id: string, division: number, cell: number, ownerRow: number) {
      const { byNumber, unassigned, outside, holdsUntil, assignment } = divisions[division]!
      const grid = cell === -1 ? undefined : byNumber.get(assignment[cell]!)
      if (grid === undefined) counts.unresolved++
      else counts.cell++
      const owner = ownerRow === -1 ? null : owners[served.ownerOf[ownerRow]!]!
      if (owner?.basis) byOwner[owner.basis] = (byOwner[owner.basis] ?? 0) + 1
      const until = earlier(holdsUntil, owner?.until ?? null)
      const end = ends.get(until) ?? words.end(until)
      ends.set(until, end)
      out.push(words.id(id), grid ?? (cell === -1 ? outside : unassigned), owner?.text ?? withoutOwner, end)
    },
    end(): Answered {
      const text = Buffer.from(out.join(''))
      const answered = { text, places: { ...counts }, owners: byOwner, errors: failed }
      return { ...answered, rows: counts.cell + counts.unresolved + failed }
    },
  }
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}

function placesOf({ assignment, grids, holdsUntil }: ServedDivision, words: Words) {
  return {
    assignment,
    holdsUntil,
    byNumber: new Map(grids.map(([number, gridId, code]) => [number, words.place({ gridId, code, basis: 'cell' })])),
    unassigned: words.place({ basis: 'unresolved', reason: 'unassigned-cell' }),
    outside: words.place({ basis: 'unresolved', reason: 'outside-city' }),
  }
}

interface PlaceWords {
  readonly gridId?: string
  readonly code?: string
  readonly basis: string
  readonly reason?: string
}

/** The parts of a line, which follow each other: id, place, owner, end; or id and error. */
interface Words {
  id(id: string): string
  place(place: PlaceWords): string
  owner(owner: { readonly kind: string; readonly id: string; readonly basis: string } | null): string
  end(holdsUntil: string | null): string
  error(code: string, line: number): string
}

/** Nothing of it needs escaping, in JSON or in CSV. */
const simple = /^[A-Za-z0-9][A-Za-z0-9_.:]*$/

const jsonWords: Words = {
  id: (id) => (simple.test(id) ? `{"id":"${id}"` : `{"id":${JSON.stringify(id)}`),
  place: ({ gridId = null, code = null, basis, reason = null }) =>
    `,"place":${JSON.stringify({ gridId, code, basis, reason })}`,
  owner: (owner) =>
    `,"owner":${owner ? JSON.stringify({ kind: owner.kind, id: owner.id, basis: owner.basis }) : 'null'}`,
  end: (holdsUntil) => `,"holdsUntil":${JSON.stringify(holdsUntil)}}\n`,
  error: (code, line) => `,"error":{"code":"${code}","line":${line}}}\n`,
}

function csvWords(form: CsvForm): Words {
  const fields = (...values: readonly (string | null | undefined)[]) => form.line(values).slice(0, -1)
  return {
    id: (id) => (simple.test(id) ? id : fields(id)),
    place: ({ gridId, code, basis, reason }) => `,${fields(gridId, code, basis, reason)}`,
    owner: (owner) => `,${fields(owner?.kind, owner?.id, owner?.basis)}`,
    end: (holdsUntil) => `,${holdsUntil ?? ''},\n`,
    error: (code, line) => `,,,,,,,,,${code}:${line}\n`,
  }
}
