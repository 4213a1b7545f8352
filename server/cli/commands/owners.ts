import type { Command } from 'commander'
import type { Crs } from '../../contract/common.ts'
import type { Owner, OwnerKind, OwnerLayer, OwnerPlane } from '../../contract/owners.ts'
import type { Layer } from '../../contract/ownership.ts'
import { actingHere } from '../actingHere.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'
import { addGridMembers } from './gridMembers.ts'
import { addManyOwners } from './manyOwners.ts'
import { addAssignmentImport, addOwnerImport } from './ownerImport.ts'

type Json = { json?: true }

const cityArgument = ['<city>', 'code of the city', parse.parseCityCode] as const
const changeArgument = ['<change>', 'a change of owners, by its number', parse.wholeNumber(1, 2_147_483_647)] as const

/** `owner`: whose a customer or a point is, and what is proposed and decided about it. */
export function addOwner(program: Command, shell: Shell): void {
  const owner = program.command('owner').description('whose a customer or a point is, and who decides it')
  addShow(owner, shell)
  addHistory(owner, shell)
  addManyOwners(owner, shell)
  addOwnerImport(owner, shell)
  addAssignmentImport(owner, shell)
  addProposals(owner, shell)
  addParties(owner, shell)
  addGridMembers(owner, shell)
}

function addShow(owner: Command, { output, clock }: Shell): void {
  owner
    .command('show', { isDefault: true })
    .description('whose a customer or a point is, on any date, and why')
    .argument(...cityArgument)
    .option('--customer <id>', 'as the imported data calls it')
    .option('--lon <degrees>', 'longitude of a point, with --lat and --crs', parse.parseLongitude)
    .option('--lat <degrees>', 'latitude of a point', parse.parseLatitude)
    .option('--crs <crs>', 'coordinates of the point: wgs84, gcj02 or bd09', parse.parseCrs)
    .option('--on <date>', 'a date of the city (default today)', parse.parseCivilDate)
    .option('--at <instant>', 'an instant, in place of a date', parse.parseInstant)
    .option('--known <change>', 'as was known at this change', parse.wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--division <key>', 'of a bare point (default the default one)', parse.parseDivisionKey)
    .option('--explain', 'what each layer says too, not only the one that decides')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner taipei --customer C1 --on 2026-11-01')
    .action(
      async (
        city: string,
        {
          json,
          explain,
          ...options
        }: Json & { customer?: string; lon?: number; lat?: number; crs?: Crs; on?: string; explain?: true },
      ) => {
        const [{ findOwnership }, { cityOwnershipQuery }] = await Promise.all([
          import('../../ownership/cityOwnership.ts'),
          import('../../contract/ownership.ts'),
        ])
        const query = parse.checkedBy(cityOwnershipQuery, { ...options, explain: explain && 'layers' })
        const answer = await withDatabase(output, ({ database }) => findOwnership(database, city, query, clock()))
        printResult(output, json === true, answer, () => {
          const { active, place, dispute, version, snapshot, holds } = answer
          const { grid } = place
          return [
            grid
              ? `${grid.code} ${grid.name}${grid.main ? ` (${grid.main.name})` : ''}, by ${place.rule}`
              : `in no grid: ${place.reason}`,
            ...(active ? ownerLines(answer.owner) : ['no customer any more']),
            ...(dispute
              ? [`disputed since ${dispute.openedOn}: dispute ${dispute.id} of ${dispute.layer} ${dispute.subject}`]
              : []),
            `on ${answer.on} by ${version?.id}, data ${snapshot?.id ?? 'none'}, division ${answer.division}`,
            `holds from ${holds?.from} until ${holds?.until ?? 'further notice'}`,
            ...layerLines(answer.layers ?? []),
          ]
        })
      },
    )
}

function ownerLines(owner: Owner | null): string[] {
  if (!owner) return []
  const { kind, id, name, plane, basis, rule, until, reason } = owner
  return [
    `owned by the ${kind} ${name} (${id})${plane ? `, ${plane}` : ''}, by ${basis}, ${rule}`,
    `from ${owner.from} until ${until ?? 'further notice'}: ${reason}`,
  ]
}

function layerLines(layers: readonly Layer[]): string[] {
  return layers.map(({ layer, subject, says, decides }) => {
    const said = says ? [says.kind, says.name ?? ''].join(' ').trim() : 'nothing'
    return `${decides ? '→' : ' '} ${layer}${subject === null ? '' : ` of ${subject}`}: ${said}${says?.reason ? ` (${says.reason})` : ''}`
  })
}

function addHistory(owner: Command, { output, clock }: Shell): void {
  owner
    .command('history')
    .description('why a customer is ours: every period with its grid, its owner and the reason')
    .argument(...cityArgument)
    .argument('<customer>', 'as the imported data calls it')
    .option('--known <change>', 'as was known at this change', parse.wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner history taipei C1')
    .action(async (city: string, customer: string, { json, known }: Json & { known?: number }) => {
      const { readHistory } = await import('../../ownership/customerHistory.ts')
      const history = await withDatabase(output, ({ database }) =>
        readHistory(database, city, customer, known, clock()),
      )
      printResult(output, json === true, history, () => [
        ...formatTable([
          ['from', 'until', 'version', 'grid', 'owner', 'by', 'why'],
          ...history.periods.map(({ from, until, version, missing, active, place, owner }) => [
            from,
            until ?? '',
            version ?? '',
            missing ?? (active ? (place?.grid?.code ?? place?.reason ?? '') : 'ended'),
            owner ? `${owner.kind} ${owner.id}` : '',
            owner?.basis ?? '',
            owner?.reason ?? '',
          ]),
        ]),
        ...history.disputes.map(
          ({ id, layer, subject, openedOn, closedOn, outcome }) =>
            `dispute ${id} of ${layer} ${subject}, opened on ${openedOn}${closedOn ? `, ${outcome} on ${closedOn}` : ', open'}: shapan dispute show ${city} ${id}`,
        ),
      ])
    })
}

type Proposal = Json & {
  layer: OwnerLayer
  subject: string
  from: string
  until?: string
  to: { kind: OwnerKind; id: string | null }
  plane?: OwnerPlane
  replace?: true
  reason: string
}

function addProposals(owner: Command, shell: Shell): void {
  const { output } = shell

  owner
    .command('propose')
    .description('propose an owner of a customer, an account or a unit, from a day on')
    .argument(...cityArgument)
    .requiredOption('--layer <layer>', 'override, keyAccount, listed or cluster', parse.parseOwnerLayer)
    .requiredOption('--subject <id>', 'the customer, the account, or of a cluster account:<code> or unit:<code>')
    .requiredOption('--to <owner>', 'none, place, grid:<id>, team:<id> or person:<id>', parse.parseOwnerValue)
    .requiredOption('--from <date>', 'the day it is to begin', parse.parseCivilDate)
    .option('--until <date>', 'the day on which who held before goes on', parse.parseCivilDate)
    .option('--plane <plane>', 'attack or defence', parse.parseOwnerPlane)
    .option('--replace', 'owners that begin within the period give way to it')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan owner propose taipei --layer override --subject C1 --to person:wang --from 2027-01-01 --until 2027-02-01 --reason "knows him"',
    )
    .action(async (city: string, { json, layer, subject, from, until, to, plane, replace, reason }: Proposal) => {
      const [{ proposeOwner }, { ownerChangeRequest }] = await Promise.all([
        import('../../ownership/rows/proposals.ts'),
        import('../../contract/owners.ts'),
      ])
      const request = parse.checkedBy(ownerChangeRequest, {
        ...{ layer, subject, effectiveFrom: from, effectiveUntil: until, owner: { ...to, plane }, reason },
        replace: replace === true,
      })
      const change = await withDatabase(output, ({ database }) =>
        proposeOwner(database, city, request, actingHere(shell)),
      )
      printResult(output, json === true, change, () => [
        `owner change ${change.id}: approve it by shapan owner approve ${city} ${change.id}`,
      ])
    })

  for (const [verb, decision, does] of [
    ['approve', 'approve', 'approve a change of owners: it begins on its day'],
    ['reject', 'reject', 'reject a change of owners'],
  ] as const) {
    const command = owner
      .command(verb)
      .description(does)
      .argument(...cityArgument)
      .argument(...changeArgument)
    const asked = decision === 'reject' ? 'requiredOption' : 'option'
    command[asked]('--reason <text>', 'why')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\nExample:\n  shapan owner ${verb} taipei 7 --reason "as agreed"`)
      .action(async (city: string, number: number, { json, reason }: Json & { reason?: string }) => {
        const { decideOwners } = await import('../../ownership/rows/proposals.ts')
        const change = await withDatabase(output, ({ database }) =>
          decideOwners(database, city, number, { decision, reason }, actingHere(shell)),
        )
        printResult(output, json === true, change, () => [`owner change ${number}: ${change.state}`])
      })
  }

  owner
    .command('cancel')
    .description('take back a change of owners that waits, or cancel one that has not begun')
    .argument(...cityArgument)
    .argument(...changeArgument)
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner cancel taipei 7 --reason "put off"')
    .action(async (city: string, number: number, { json, reason }: Json & { reason: string }) => {
      const { cancelOwners } = await import('../../ownership/rows/proposals.ts')
      await withDatabase(output, ({ database }) => cancelOwners(database, city, number, reason, actingHere(shell)))
      printResult(output, json === true, { ownerChange: number, cancelled: true }, () => [
        `owner change ${number}: cancelled`,
      ])
    })

  owner
    .command('list')
    .description('what was proposed and decided about owners, the newest first')
    .argument(...cityArgument)
    .option('--subject <id>', 'only what is about this customer, account or unit')
    .option('--last <n>', 'at most so many', parse.wholeNumber(1, 200), 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner list taipei --subject C1')
    .action(async (city: string, { json, subject, last }: Json & { subject?: string; last: number }) => {
      const [{ listPackages }, { findCity }] = await Promise.all([
        import('../../ownership/rows/packages.ts'),
        import('../../cities/store.ts'),
      ])
      const changes = await withDatabase(output, async ({ database }) => {
        const { city_id: cityId } = await findCity(database.kysely, city)
        return await listPackages(database.kysely, cityId, { subject, limit: last })
      })
      printResult(output, json === true, { changes }, () =>
        changes.length === 0
          ? ['nothing has been proposed yet: shapan owner propose <city>']
          : formatTable([
              ['change', 'state', 'layer', 'subject', 'owner', 'from', 'until', 'more', 'by', 'why'],
              ...changes.map(({ id, state, count, changes: [first], proposedBy }) => [
                id,
                state,
                first!.layer,
                first!.subject,
                [first!.owner.kind, first!.owner.id ?? ''].join(' ').trim(),
                first!.effectiveFrom,
                first!.effectiveUntil ?? '',
                count > 1 ? `+${count - 1}` : '',
                proposedBy,
                first!.reason,
              ]),
            ]),
      )
    })
}

function addParties(owner: Command, shell: Shell): void {
  const { output } = shell
  owner
    .command('party')
    .description('register a team or a person that may own customers')
    .argument(...cityArgument)
    .argument('<id>', 'as owner rows are to name it')
    .requiredOption('--kind <kind>', 'team or person', parse.parsePartyKind)
    .requiredOption('--name <name>', 'how it is called')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner party taipei wang --kind person --name 王芳')
    .action(async (city: string, id: string, { json, ...given }: Json & { kind: 'team' | 'person'; name: string }) => {
      const [{ addParty }, { party }] = await Promise.all([
        import('../../ownership/rows/parties.ts'),
        import('../../contract/owners.ts'),
      ])
      const asked = parse.checkedBy(party, { id, ...given })
      await withDatabase(output, ({ database }) => addParty(database, city, asked, actingHere(shell)))
      printResult(output, json === true, asked, () => [`${asked.kind} ${asked.id}: ${asked.name}`])
    })
}
