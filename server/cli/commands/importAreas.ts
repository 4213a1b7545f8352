import { basename } from 'node:path'
import { ShapanError } from '../../base/errors.ts'
import type { AreaLevel } from '../../contract/areaLevels.ts'
import { levelsEn } from '../../contract/areaSentences.ts'
import type { Crs } from '../../contract/common.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import type { Output } from '../output.ts'
import { formatCount, printResult } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'

export interface ImportAreasCommand {
  crs: Crs
  merge?: true
  separator?: string
  encoding?: Encoding
  maxRejected?: number
  map?: string
  rejects?: string
  json?: true
}

const shown = { rejects: 5, moves: 10 }

/** `import --kind district|subdistrict|community`: administrative areas, in place of all of the level. */
export async function importAreasFile(
  output: Output,
  city: string,
  file: string,
  { level, ...options }: ImportAreasCommand & { readonly level: AreaLevel },
): Promise<void> {
  const [{ importAreas }, { renewDistricts }, { parseAreaMap }, { refuseForeignFile }] = await Promise.all([
    import('../../data/areas/importAreas.ts'),
    import('../../plans/areas/renewDistricts.ts'),
    import('../../data/areas/areaMap.ts'),
    import('../../data/rejects.ts'),
  ])
  if (options.merge || options.separator !== undefined)
    throw new ShapanError(
      'invalid-request',
      `--merge and --separator are not for the kind ${level}: its areas come in GeoJSON, in place of all of the level`,
    )
  const isStream = file === '-'
  const rejectsPath = options.rejects ?? `${isStream ? 'stdin' : basename(file)}.rejects.csv`
  refuseFiles([{ name: 'the file', path: file }], [{ name: 'the rejects file', path: rejectsPath }])
  if (options.rejects === undefined) refuseForeignFile(rejectsPath)
  const { crs, encoding, maxRejected } = options
  const asked = {
    ...{ crs, encoding, rejectsPath, maxRejectedShare: maxRejected },
    ...parseAreaMap(options.map ?? ''),
    ...(isStream && { sourceName: 'stdin' }),
  }
  const input = isStream ? process.stdin : file
  const summary = await withDatabase(output, async ({ database }) =>
    level === 'district'
      ? await renewDistricts(database, city, input, asked)
      : await importAreas(database, city, input, { ...asked, level }),
  )
  const warnings = saidNotes(summary.warnings)
  printResult(output, options.json === true, { ...summary, warnings }, () => {
    const { rowsRead, rowsRejected, rejects, fields, sourceName } = summary
    const used = [
      ...(fields.name === null ? [] : [`name "${fields.name}"`]),
      ...(fields.code === null ? [] : [`code "${fields.code}"`]),
    ]
    return [
      `${sourceName}: ${formatCount(rowsRead)} read = ${formatCount(rowsRead - rowsRejected)} loaded + ${formatCount(rowsRejected)} rejected`,
      `columns: ${used.join(', ')}`,
      ...('moves' in summary ? describeMoves(summary) : describeLevel(summary)),
      ...warnings.map(({ text }) => `warning: ${text}`),
      ...rejects.first
        .slice(0, shown.rejects)
        .map(({ line, column, reason }) => `rejected: feature ${line}${column ? `, ${column}` : ''}: ${reason}`),
      ...(rejects.path ? [`all ${formatCount(rowsRejected)} rejected with their reasons: ${rejects.path}`] : []),
    ]
  })
}

type Renewed = Awaited<ReturnType<typeof import('../../plans/areas/renewDistricts.ts').renewDistricts>>
type Imported = Awaited<ReturnType<typeof import('../../data/areas/importAreas.ts').importAreas>>

function describeLevel({ level, loaded, removed, cells }: Imported): string[] {
  const [one, many] = levelsEn[level]
  return [
    `${formatCount(loaded)} ${loaded === 1 ? one : many}${removed > 0 ? `, in place of the ${formatCount(removed)} there were` : ''}`,
    `they have ${formatCount(cells)} cells`,
  ]
}

function describeMoves({ isChanged, before, after, cellsMoved, moves }: Renewed): string[] {
  if (!isChanged) return ['the city has these districts: nothing was changed']
  const more = moves.length - shown.moves
  return [
    `${formatCount(after)} districts, in place of the ${formatCount(before)} there were`,
    `${formatCount(cellsMoved)} cells are of another district now`,
    ...moves
      .slice(0, shown.moves)
      .map(
        ({ from, to, cells }) =>
          `  ${from ? `${from.name} (${from.code})` : 'none'} → ${to.name} (${to.code}): ${formatCount(cells)}`,
      ),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ]
}
