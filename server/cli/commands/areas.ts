import { type Command, Option } from 'commander'
import { type AreaLevel, areaLevels } from '../../contract/areaLevels.ts'
import { levelsEn } from '../../contract/areaSentences.ts'
import { parseCityCode } from '../options.ts'
import { formatCount, formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

/** `area …`: the districts of a city, and the subdistricts and communities in them. */
export function addAreaCommands(program: Command, { output }: Shell): void {
  const command = program.command('area').description('districts, subdistricts and communities of a city')
  command
    .command('list')
    .description('list the areas of one level with their cells')
    .argument('<city>', 'code of the city', parseCityCode)
    .addOption(new Option('--level <level>', 'which of them').choices(areaLevels).default('district'))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan area list taipei --level subdistrict')
    .action(async (code: string, { level, json }: { level: AreaLevel; json?: true }) => {
      const { listAreas } = await import('../../cities/listAreas.ts')
      const { areas, former } = await withDatabase(output, ({ database }) => listAreas(database, code, level))
      printResult(output, json === true, { areas, former }, () => [
        ...(areas.length === 0
          ? [`no ${levelsEn[level][1]}: import them with shapan import <city> <file> --kind ${level}`]
          : formatTable([
              ['code', 'name', 'in', 'cells', 'imported', 'from'],
              ...areas.map((area) => [
                area.code,
                area.name,
                area.parentCode ?? '',
                area.cellCount === null ? '' : formatCount(area.cellCount),
                area.importedAt.slice(0, 10),
                area.sourceName ?? 'the city',
              ]),
            ])),
        ...former.map(
          ({ name, code: of, replacedAt, replacedBy }) =>
            `until ${replacedAt.slice(0, 10)}: ${name} (${of}), then ${replacedBy}`,
        ),
      ])
    })
}
