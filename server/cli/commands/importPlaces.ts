import { basename } from 'node:path'
import type { Crs } from '../../contract/common.ts'
import type { ImportKind } from '../../contract/placeKinds.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import type { Output } from '../output.ts'
import { formatCount, printResult } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'

export interface ImportPlacesCommand {
  kind: ImportKind
  reach?: number
  crs: Crs
  merge?: true
  encoding?: Encoding
  separator?: string
  maxRejected?: number
  map?: string
  rejects?: string
  json?: true
}

const shownRejects = 5

/** `import --kind …`: what is of one kind, from GeoJSON or CSV. */
export async function importPlacesFile(
  output: Output,
  city: string,
  file: string,
  options: ImportPlacesCommand,
): Promise<void> {
  const [{ importPlaces }, { parsePlaceMap }, { refuseForeignFile }] = await Promise.all([
    import('../../data/places/importPlaces.ts'),
    import('../../data/places/placeColumns.ts'),
    import('../../data/rejects.ts'),
  ])
  const isStream = file === '-'
  const rejectsPath = options.rejects ?? `${isStream ? 'stdin' : basename(file)}.rejects.csv`
  refuseFiles([{ name: 'the file', path: file }], [{ name: 'the rejects file', path: rejectsPath }])
  if (options.rejects === undefined) refuseForeignFile(rejectsPath)
  const { kind, crs, encoding, separator, merge, maxRejected } = options
  const columnMap = parsePlaceMap(options.map ?? '', await keysOf(kind))
  const summary = await withDatabase(output, ({ database }) =>
    importPlaces(database, city, isStream ? process.stdin : file, {
      ...{ kind, crs, encoding, separator, columnMap, rejectsPath },
      isMerged: merge === true,
      reachM: options.reach,
      maxRejectedShare: maxRejected,
      ...(isStream && { sourceName: 'stdin' }),
    }),
  )
  const warnings = saidNotes(summary.warnings)
  printResult(output, options.json === true, { ...summary, warnings }, () => {
    const { rowsRead, rowsRejected, loaded, removed, cells, pairs, reachM, rejects } = summary
    const used = Object.entries(summary.columnMap).map(([key, name]) => `${key} "${name}"`)
    return [
      `${summary.sourceName}: ${formatCount(rowsRead)} read = ${formatCount(rowsRead - rowsRejected)} loaded + ${formatCount(rowsRejected)} rejected`,
      `columns: ${used.join(', ')}`,
      `${formatCount(loaded)} of the kind ${kind}${removed > 0 ? `, in place of the ${formatCount(removed)} there were` : ''}`,
      ...(cells === null
        ? []
        : [`they ${kind === 'outlet' || kind === 'account' ? 'lie in' : 'hold'} ${formatCount(cells)} cells`]),
      ...(pairs === null
        ? []
        : [
            kind === 'link'
              ? `they join ${formatCount(pairs)} pairs of cells, beside what was stated before`
              : reachM === null
                ? `they part ${formatCount(pairs)} pairs of neighbouring cells`
                : `they join ${formatCount(pairs)} pairs of neighbouring cells, those within ${reachM} m`,
          ]),
      ...warnings.map(({ text }) => `warning: ${text}`),
      ...rejects.first
        .slice(0, shownRejects)
        .map(({ line, column, reason }) => `rejected: line ${line}${column ? `, ${column}` : ''}: ${reason}`),
      ...(rejects.path ? [`all ${formatCount(rowsRejected)} rejected with their reasons: ${rejects.path}`] : []),
    ]
  })
}

/** What a column of such a file may mean. */
async function keysOf(kind: ImportKind): Promise<readonly { readonly key: string }[]> {
  if (kind === 'outlet') return (await import('../../data/places/outletColumns.ts')).outletKeys
  if (kind === 'account') return (await import('../../data/places/accountColumns.ts')).accountKeys
  if (kind === 'link') return (await import('../../data/places/importLinks.ts')).linkKeys
  return (await import('../../data/places/placeColumns.ts')).placeKeys
}
