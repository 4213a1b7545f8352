import type { Command } from 'commander'
import type { NeedlessShift } from '../../contract/dataNotes.ts'
import type { CityLinks, LinkKind, ProposedCityLink } from '../../contract/links.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Proposing {
  accept?: string[]
  acceptAll?: true
  maxKm?: number
  kind: LinkKind
  json?: true
}

interface Adding {
  from: [number, number]
  to: [number, number]
  kind: LinkKind
  name?: string
  crs: 'wgs84' | 'gcj02' | 'bd09'
  json?: true
}

type Json = { json?: true }

/** `city links …`: the ferries and bridges by which islands may share grids. */
export function addCityLinks(city: Command, { output }: Shell): void {
  const links = city.command('links').description('ferries and bridges by which the pieces of a city may share grids')
  const verb = (name: string, does: string, example: string) =>
    links
      .command(name, { isDefault: name === 'list' })
      .description(does)
      .argument('<city>', 'code of the city', parse.parseCityCode)
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\nExample:\n  shapan city links ${name} ${example}`)
  const addKind = (command: Command, help: string) =>
    command.option('--kind <kind>', help, parse.parseLinkKind, 'ferry')

  verb('list', 'list the links of a city, and those proposed between pieces that they leave apart', 'zhoushan').action(
    async (code: string, { json }: Json) => {
      const { readLinks } = await import('../../cities/links/cityLinks.ts')
      const found = await withDatabase(output, ({ database }) => readLinks(database, code))
      printResult(output, json === true, found, () => describe(found))
    },
  )

  const propose = verb(
    'propose',
    'propose links where pieces come nearest, and confirm those accepted',
    'zhoushan --accept-all --max-km 10',
  )
  addKind(propose, 'ferry or bridge, for those confirmed')
    .option('--accept <links>', 'confirm these, by the names that are listed (120-4511,77-901)', parse.parseLinkIds)
    .option('--accept-all', 'confirm all of them')
    .option('--max-km <km>', 'none that is longer', parse.parseKilometres)
    .action(async (code: string, { accept, acceptAll, maxKm, kind, json }: Proposing) => {
      const { acceptProposed, readLinks } = await import('../../cities/links/cityLinks.ts')
      const result = await withDatabase(output, async ({ database }) =>
        accept || acceptAll
          ? await acceptProposed(database, code, { kind, only: accept, maxKm })
          : { accepted: 0, links: within(await readLinks(database, code), maxKm) },
      )
      printResult(output, json === true, { accepted: result.accepted, ...result.links }, () => [
        ...(accept || acceptAll ? [`${result.accepted} links confirmed`] : []),
        ...describe(result.links),
      ])
    })

  const add = verb(
    'add',
    'state a ferry or a bridge between two places of the city',
    'zhoushan --from 122.10,30.01 --to 122.18,30.24 --name 岱山轮渡',
  )
  addKind(add, 'ferry or bridge')
    .requiredOption('--from <lon,lat>', 'one end', parse.parsePoint)
    .requiredOption('--to <lon,lat>', 'the other end', parse.parsePoint)
    .option('--name <text>', 'its name for people', parse.parseLabel)
    .option('--crs <crs>', 'coordinates of the two ends: wgs84, gcj02 or bd09', parse.parseCrs, 'wgs84')
    .action(async (code: string, { json, ...link }: Adding) => {
      const { addLink } = await import('../../cities/links/cityLinks.ts')
      const added = await withDatabase(output, ({ database }) => addLink(database, code, link))
      const notes = saidNotes(await noteEnds(link))
      printResult(output, json === true, { ...added, notes }, () => [
        ...formatTable([heading, row(added, added.kind, added.name)]),
        ...notes.map(({ text }) => `note: ${text}`),
      ])
    })

  verb('refuse', 'say that there is no crossing: these two pieces are never linked by themselves', 'zhoushan 120-4511')
    .argument('<links>', 'names of links as they are listed (120-4511,77-901)', parse.parseLinkIds)
    .action(async (code: string, ids: string[], { json }: Json) => {
      const { parseLinkId, readLinks, stateLinks } = await import('../../cities/links/cityLinks.ts')
      const refused = ids.map((id) => ({ ...parseLinkId(id), kind: 'none' as const }))
      const found = await withDatabase(output, async ({ database }) => {
        await stateLinks(database, code, refused)
        return await readLinks(database, code)
      })
      printResult(output, json === true, found, () => describe(found))
    })

  verb('remove', 'take back what was stated of a link', 'zhoushan 120-4511')
    .argument('<link>', 'its name as it is listed (120-4511)', parse.parseLinkId)
    .action(async (code: string, link: string, { json }: Json) => {
      const { removeLink } = await import('../../cities/links/cityLinks.ts')
      await withDatabase(output, ({ database }) => removeLink(database, code, link))
      printResult(output, json === true, { city: code, link, removed: true }, () => [`${link} of ${code}: removed`])
    })
}

/** Places that were read as GCJ-02 or BD-09 where no map is. */
async function noteEnds({ from, to, crs }: Pick<Adding, 'from' | 'to' | 'crs'>): Promise<NeedlessShift[]> {
  const { noteNeedlessShift } = await import('../../coordinates/unshiftedPlaces.ts')
  const ends = [from, to].map(([lon, lat]) => ({ lon, lat }))
  return noteNeedlessShift(ends, crs, 'link')
}

function within({ links, proposed }: CityLinks, maxKm = Infinity): CityLinks {
  return { links, proposed: proposed.filter(({ distanceKm }) => distanceKm <= maxKm) }
}

const heading = ['link', 'kind', 'km', 'from', 'to', 'name']

function describe({ links, proposed }: CityLinks): string[] {
  if (links.length + proposed.length === 0) return ['The city is in one piece, and no link is stated.']
  return formatTable([
    heading,
    ...links.map((link) => row(link, link.kind === 'none' ? 'refused' : link.kind, link.name)),
    ...proposed.map((link) => row(link, 'proposed', null)),
  ])
}

function row({ link, distanceKm, from, to }: ProposedCityLink, kind: string, name: string | null): string[] {
  const place = ({ district, lng, lat }: typeof from) => `${district ?? '–'} ${lng.toFixed(4)},${lat.toFixed(4)}`
  return [link, kind, distanceKm.toFixed(1), place(from), place(to), name ?? '']
}
