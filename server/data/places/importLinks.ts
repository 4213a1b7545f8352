import type { Readable } from 'node:stream'
import { type Lattice, locatePoint } from '../../../partition/index.ts'
import { ShapanError } from '../../base/errors.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { type NewLink, putLinks } from '../../cities/links/store.ts'
import { findCity } from '../../cities/store.ts'
import { type LinkKind, mostLinks } from '../../contract/links.ts'
import { noteNeedlessShift } from '../../coordinates/unshiftedPlaces.ts'
import type { Database } from '../../db/database.ts'
import { whileNobodyImports } from '../importLock.ts'
import type { Reject } from '../rejects.ts'
import { admitRows } from './admitRows.ts'
import type { ImportedPlaces, ImportPlacesOptions } from './importedPlaces.ts'
import { type FieldProblem, rowOf } from './placeColumns.ts'
import { type Row, type RowReader, readRows } from './readPlaces.ts'
import { valueOfWord, type Words, wordsText } from './wordValues.ts'

/** What a property may mean in a file of links, and its usual names. */
export const linkKeys = [
  {
    key: 'name',
    columns: [
      'name',
      'name:zh',
      'name_zh',
      'name_cn',
      '名称',
      '桥名',
      '航线',
      '航线名称',
      '轮渡名称',
      'title',
      'name:en',
    ],
  },
  { key: 'type', columns: ['link', 'link_type', 'type', 'kind', '类型', '连接类型', 'route', 'bridge'] },
] as const

const types: Words<LinkKind> = {
  bridge: ['桥', '桥梁', '大桥', '跨海大桥', '隧道', 'tunnel', 'yes', 'road'],
  ferry: ['轮渡', '渡轮', '渡口', '渡船', '航线', '码头', 'boat'],
}

interface LinkFields {
  readonly name: string | null
  readonly type: LinkKind
}

const linkReader: RowReader<LinkFields> = {
  kind: 'link',
  keys: linkKeys,
  types: ['LineString', 'MultiPoint'],
  mayLackPlace: false,
  refuse() {},
  read: readLinkFields,
}

function readLinkFields(
  ...row: Parameters<typeof rowOf>
): { ok: true; fields: LinkFields } | { ok: false; problem: FieldProblem } {
  const { textAt, lineAt, refuse, faultOf } = rowOf(...row)
  const name = lineAt('name')
  const fault = faultOf('name', name, 'name')
  if (fault) return fault
  const text = textAt('type')
  const type = text === null ? 'bridge' : valueOfWord(types, text)
  if (type === undefined)
    return refuse('type', 'unknown-value', `"${text}" is no type of link: ${wordsText(types)} are`)
  return { ok: true, fields: { name: name?.trim() || null, type } }
}

/**
 * States links between the cells where lines begin and end, or two points lie, beside those that the city has; of a pair that is stated already
 * the file's word counts. One without a type is a bridge. Throws as `importPlaces` and `putLinks` do.
 */
export async function importLinks(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: ImportPlacesOptions,
): Promise<ImportedPlaces> {
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const { file, columnMap, rowsRead, places, rejects } = await readRows(input, { ...options, bbox }, linkReader)
    const sourceName = file.name
    if (places.length > mostLinks)
      throw new ShapanError('invalid-link', `${sourceName} has ${places.length} links, more than ${mostLinks}`)
    const { lattice } = await loadCityState(database, cityCode)
    const { links, refused } = onePerPair(places.map((row) => joinCells(row, lattice, cityCode)))
    const admitted = await admitRows(
      { kind: 'link', sourceName, rowsRead, loaded: links.length, refused: [...rejects, ...refused] },
      options,
    )
    await database.kysely.transaction().execute((transaction) => putLinks(transaction, cityId, links))
    return {
      ...{ city: cityCode, kind: 'link', sourceName, columnMap, rowsRead, removed: 0 },
      ...{ rowsRejected: admitted.rowsRejected, loaded: links.length, rejects: admitted.rejects },
      ...{ cells: null, pairs: links.length, reachM: null },
      warnings: [...admitted.warnings, ...noteNeedlessShift(places.map(startOf), options.crs, 'units')],
    }
  })
}

type Joined = { readonly line: number; readonly link: NewLink } | { readonly line: number; readonly reason: string }

function joinCells({ line, name, type, shape }: Row<LinkFields>, lattice: Lattice, cityCode: string): Joined {
  const ends = shape.lines[0] ?? shape.points
  if (shape.points.length > 0 && ends.length !== 2)
    return { line, reason: `it has ${ends.length} points: a link has two ends` }
  const [from, to] = [ends[0]!, ends.at(-1)!]
  const [a, b] = [from, to].map((end) => locatePoint(lattice, ...end)) as [number, number]
  const lost = a < 0 ? from : b < 0 ? to : undefined
  if (lost)
    return { line, reason: `its end at ${lost.join(', ')} lies outside "${cityCode}": a link ends on land of the city` }
  if (a === b) return { line, reason: 'both its ends lie in one cell' }
  return { line, link: { a: Math.min(a, b), b: Math.max(a, b), kind: type, ...(name && { name }) } }
}

/** Two cells are joined once: of several links between them the first by type and name counts, whatever their order in the file. */
function onePerPair(joined: readonly Joined[]): { links: NewLink[]; refused: Reject[] } {
  const refused: Reject[] = []
  const refuse = (line: number, code: 'bad-geometry' | 'duplicate-id', reason: string) =>
    refused.push({ line, column: 'geometry', value: '', code, reason })
  const kept = new Map<string, NewLink>()
  const keyOf = ({ kind, name = '' }: NewLink) => `${kind} ${name}`
  const sorted = joined.flatMap((one) => ('link' in one ? [one] : []))
  sorted.sort((p, q) => {
    const [a, b] = [keyOf(p.link), keyOf(q.link)]
    return a < b ? -1 : a > b ? 1 : p.line - q.line
  })
  for (const one of joined) if (!('link' in one)) refuse(one.line, 'bad-geometry', one.reason)
  for (const { line, link } of sorted) {
    const pair = `${link.a}-${link.b}`
    const other = kept.get(pair)
    if (other) refuse(line, 'duplicate-id', `it joins the cells ${pair}, as "${other.name ?? other.kind}" does`)
    else kept.set(pair, link)
  }
  return { links: [...kept.values()].sort((p, q) => p.a - q.a || p.b - q.b), refused }
}

function startOf({ shape: { lines, points } }: Pick<Row<LinkFields>, 'shape'>): { lon: number; lat: number } {
  const [lon, lat] = lines[0]?.[0] ?? points[0]!
  return { lon, lat }
}
