import type { Command } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import type { AreaFields } from '../../cities/areaFields.ts'
import type { Crs } from '../../contract/common.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { readJson } from '../../files/textFile.ts'
import { InputOption } from '../fileOptions.ts'
import { encodingHelp, parseCityCode, parseCrs, parseEncoding, wholeNumber } from '../options.ts'
import { formatCount, formatTable, printResult } from '../output.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'
import { addCityLinks } from './cityLinks.ts'

interface CreateOptions {
  name: string
  resolution: number
  boundary: string
  crs: Crs
  encoding?: Encoding
  nameField?: string
  codeField?: string
  timezone?: string
  currency?: string
  json?: true
}

export function addCity(program: Command, shell: Shell): void {
  const { output } = shell
  const city = program.command('city').description('make, list and delete cities, and state their ferries and bridges')
  city
    .command('create')
    .description('make a city from the boundary of its districts')
    .argument('<code>', 'how commands and addresses call it, such as taipei', parseCityCode)
    .requiredOption('--name <text>', 'its name for people')
    .requiredOption(
      '--resolution <r>',
      'H3 resolution of its cells: 8 is about 0.7 km², 9 about 0.1 km²',
      wholeNumber(0, 15),
    )
    .addOption(
      new InputOption(
        '--boundary <geojson>',
        'districts as Polygons or MultiPolygons; their union is the service area',
      ).makeOptionMandatory(),
    )
    .requiredOption('--crs <crs>', 'coordinates of the boundary: wgs84, gcj02 or bd09', parseCrs)
    .option('--encoding <name>', encodingHelp(), parseEncoding)
    .option('--name-field <field>', "where the districts' names stand (default: looked for by its usual names)")
    .option('--code-field <field>', "where the districts' codes stand (default: looked for by its usual names)")
    .option('--timezone <zone>', 'IANA time zone, such as Asia/Taipei (default Asia/Shanghai)')
    .option('--currency <code>', 'ISO 4217 code of its revenue, such as TWD (default CNY)')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan city create taipei --name 臺北 --resolution 9 --boundary districts.geojson --crs wgs84',
    )
    .action(async (code: string, options: CreateOptions) => {
      const { json, boundary: path, encoding, ...input } = options
      const boundary = await readJson(path, { expected: 'geojson', encoding, errorCode: 'invalid-boundary' })
      const { createCity } = await import('../../cities/createCity.ts')
      const created = await withDatabase(output, ({ database, bar }) => {
        bar.update('laying out the cells', null)
        return createCity(database, { code, ...input, boundary })
      })
      const { cityId: _, ...result } = created
      const notes = saidNotes(created.notes)
      printResult(output, json === true, { ...result, notes }, () => [
        `${code}: ${formatCount(created.cellCount)} cells, ${created.areaKm2.toFixed(1)} km², ${created.districts} districts`,
        describeFields(created.fields),
        ...notes.map(({ text }) => `note: ${text}`),
      ])
    })
  city
    .command('list')
    .description('list the cities')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan city list')
    .action(async ({ json }: { json?: true }) => {
      const { listCities } = await import('../../cities/store.ts')
      const cities = await withDatabase(output, ({ database }) => listCities(database.kysely))
      printResult(output, json === true, { cities }, () =>
        cities.length === 0
          ? ['There is no city yet: `shapan city create --help` shows how to make one.']
          : formatTable([
              ['code', 'name', 'resolution', 'cells', 'km²', 'customers', 'period', 'data'],
              ...cities.map((row) => [
                row.code,
                row.name,
                row.resolution,
                formatCount(row.cellCount),
                row.areaKm2.toFixed(1),
                row.snapshot ? formatCount(row.snapshot.totals.customers ?? 0) : '',
                row.snapshot?.period ?? '',
                row.snapshot?.sourceName ?? 'none',
              ]),
            ]),
      )
    })
  city
    .command('delete')
    .description('delete a city with its data, plans and jobs, for good')
    .argument('<code>', 'code of the city', parseCityCode)
    .option('--yes', 'I mean it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan city delete taipei --yes')
    .action(async (code: string, { yes, json }: { yes?: true; json?: true }) => {
      if (!yes)
        throw new ShapanError(
          'invalid-request',
          `Deleting "${code}" is for good, with its data, plans and jobs: add --yes`,
        )
      const { deleteCity } = await import('../../deletion/deleteCity.ts')
      await withDatabase(output, ({ database }) => deleteCity(database, code))
      printResult(output, json === true, { city: code, deleted: true }, () => [`${code}: deleted`])
    })
  addCityLinks(city, shell)
}

function describeFields({ name, code }: AreaFields): string {
  const names =
    name === null ? 'the file names no district: it is called like the city' : `names of the districts from "${name}"`
  return `${names}, codes ${code === null ? 'by their place in the file' : `from "${code}"`}`
}
