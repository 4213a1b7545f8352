/**
 * From rows to the lines that answer them. What many rows share (a grid, an owner) is one object for all of them.
 */
import { locatePoints } from '../../../partition/index.ts'
import type { OwnershipRow } from '../../contract/ownershipRows.ts'
import { earlier } from './cityOwners.ts'
import type { CustomersPage } from './findPlaces.ts'
import { findOwner } from './ownerTable.ts'
import { type Rows, type RowsInput, readRows } from './readRows.ts'
import { type AnswerForm, rowWriter } from './rowWriter.ts'
import type { Served, ServedDivision } from './served.ts'

export interface RowCounts {
  rows: number
  /** of customers who have not ended, by what the place was found by */
  places: { cell: number; unresolved: number }
  /** by the layer that decided */
  owners: Record<string, number>
  ended: number
  errors: number
}

export interface Answered {
  readonly text: Uint8Array
  readonly counts: RowCounts
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
  /** a line a row, as `findPlaces` gives it */
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
    return findOwner(served.owners.table, bytes, 0, bytes.length)
  })
  const without = {
    lines: ids.map(() => 0),
    errors: ids.map(() => null),
    lngLat: ids.flatMap(() => [Number.NaN, Number.NaN]),
  }
  return writeRows({ ids, owners, ...without }, served, form, page.found.split('\n'))
}

/** `found` is null where rows are found by their points. */
function writeRows(rows: Rows, served: Served, form: AnswerForm, found: readonly string[] | null): Answered {
  const { ids, lines, errors, lngLat, owners } = rows
  const cells = locatePoints(served.lattice, Float64Array.from(lngLat))
  const answerer = rowAnswerer(served)
  const writer = rowWriter(form)
  const counts = noRows()
  const out = ids.map((id, row) => {
    const refuse = (code: NonNullable<Rows['errors'][number]>): OwnershipRow => ({
      id,
      error: { code, line: lines[row]! },
    })
    const answer = (): OwnershipRow => {
      const error = errors[row]
      if (error) return refuse(error)
      const stored = found?.[row] ?? ''
      if (stored !== '') {
        const [cell, division, endedOn] = stored.split(' ')
        const own = { endedOn: endedOn || null, active: !endedOn || endedOn > served.day }
        return (
          answerer(id, division || served.defaultDivision, Number(cell), owners[row]!, own) ?? refuse('not-in-force')
        )
      }
      if (found && Number.isNaN(lngLat[2 * row])) return refuse('customer-not-found')
      const own = { endedOn: null, active: found ? true : null }
      return answerer(id, served.pointDivision, cells[row]!, owners[row]!, own) ?? refuse('not-in-force')
    }
    const answered = answer()
    countRow(counts, answered)
    return writer.row(answered)
  })
  return { text: Buffer.from(out.join('')), counts }
}

interface OwnFacts {
  readonly endedOn: string | null
  /** null where the data was not asked */
  readonly active: boolean | null
}

type Answerer = (id: string, division: string, cell: number, owner: number, own: OwnFacts) => OwnershipRow | null

/** Answers with null where nothing is in force for the division; a cell of -1 is outside the city. */
function rowAnswerer({ divisions, owners, day }: Served): Answerer {
  const byKey = new Map(divisions.map((division) => [division.key, { ...division, places: placesOf(division) }]))
  return (id, key, cell, ownerNumber, { active, endedOn }) => {
    const division = byKey.get(key)
    if (!division) return null
    const { assignment, holdsUntil, places } = division
    const place = cell === -1 ? outsideCity : (places.get(assignment[cell]!) ?? unassignedCell)
    const kind = ownerNumber === -1 ? undefined : owners.kinds[owners.kindOf[ownerNumber]!]
    const until = earlier(holdsUntil, kind?.until ?? null)
    return {
      ...{ id, active, place, owner: active === false ? null : (kind?.owner ?? null) },
      holdsUntil: endedOn !== null && endedOn > day ? earlier(until, endedOn) : until,
    }
  }
}

const nowhere = { gridId: null, code: null, basis: 'unresolved' } as const
const outsideCity = { ...nowhere, reason: 'outside-city' } as const
const unassignedCell = { ...nowhere, reason: 'unassigned-cell' } as const

function placesOf({ grids }: ServedDivision) {
  return new Map(
    grids.map(([number, gridId, code]) => [number, { gridId, code, basis: 'cell', reason: null } as const]),
  )
}

export function noRows(): RowCounts {
  return { rows: 0, places: { cell: 0, unresolved: 0 }, owners: {}, ended: 0, errors: 0 }
}

function countRow(counts: RowCounts, row: OwnershipRow): void {
  counts.rows++
  if ('error' in row) counts.errors++
  else if (row.active === false) counts.ended++
  else counts.places[row.place.basis]++
  if ('owner' in row && row.owner) counts.owners[row.owner.basis] = (counts.owners[row.owner.basis] ?? 0) + 1
}

/** Adds what one portion counted to what all before did. */
export function addCounts(sum: RowCounts, { rows, places, owners, ended, errors }: RowCounts): void {
  sum.rows += rows
  sum.ended += ended
  sum.errors += errors
  sum.places.cell += places.cell
  sum.places.unresolved += places.unresolved
  for (const [basis, count] of Object.entries(owners)) sum.owners[basis] = (sum.owners[basis] ?? 0) + count
}
