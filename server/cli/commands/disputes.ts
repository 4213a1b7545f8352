import type { Command } from 'commander'
import { dateAt } from '../../base/civilDates.ts'
import type { ClaimantKind, Dispute, DisputeStatus } from '../../contract/disputes.ts'
import type { OwnerKind, OwnerLayer, OwnerPlane } from '../../contract/owners.ts'
import { actingHere } from '../actingHere.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Json = { json?: true }

const cityArgument = ['<city>', 'code of the city', parse.parseCityCode] as const
const disputeArgument = ['<dispute>', 'a dispute, by its number', parse.wholeNumber(1, 2_147_483_647)] as const
const claimArgument = ['<claim>', 'a claim, by its number', parse.wholeNumber(1, 2_147_483_647)] as const

/** `dispute`: what several want, or somebody beside the owner. */
export function addDispute(program: Command, shell: Shell): void {
  const dispute = program.command('dispute').description('who else wants a customer, an account or a unit')
  addClaims(dispute, shell)
  addRuling(dispute, shell)
  addLists(dispute, shell)
  addDays(dispute, shell)
}

type Wanted = Json & {
  layer: OwnerLayer
  subject: string
  for: { kind: ClaimantKind; id: string }
  plane?: OwnerPlane
  statement: string
  evidence?: string[]
}

function addClaims(dispute: Command, shell: Shell): void {
  const { output } = shell
  dispute
    .command('claim')
    .description('claim a customer, an account or a unit; who owns it stays until the ruling')
    .argument(...cityArgument)
    .requiredOption('--layer <layer>', 'override, keyAccount, listed or cluster', parse.parseOwnerLayer)
    .requiredOption('--subject <id>', 'the customer, the account, or of a cluster account:<code> or unit:<code>')
    .requiredOption('--for <claimant>', 'grid:<id>, team:<id> or person:<id>', parse.parseOwnerValue)
    .option('--plane <plane>', 'attack or defence', parse.parseOwnerPlane)
    .requiredOption('--statement <text>', 'why it is theirs')
    .option('--evidence <text...>', "what shows it: a contract's number, an address")
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan dispute claim taipei --layer listed --subject L7 --for team:T1 --statement "signed by us" --evidence HT-7',
    )
    .action(async (city: string, { json, layer, subject, for: claimant, plane, statement, evidence = [] }: Wanted) => {
      const [{ makeClaim }, { claimRequest }] = await Promise.all([
        import('../../ownership/disputes/claims.ts'),
        import('../../contract/disputes.ts'),
      ])
      const asked = { layer, subject, claimant: { ...claimant, plane }, statement, evidence }
      const request = parse.checkedBy(claimRequest, asked)
      const made = await withDatabase(output, ({ database }) => makeClaim(database, city, request, actingHere(shell)))
      printResult(output, json === true, made, () => [
        made.dispute
          ? `claim ${made.claim.id} in dispute ${made.dispute.id}, due on ${made.dispute.due ?? 'no day'}`
          : `claim ${made.claim.id}: nobody owns it or claims it beside, so nothing is disputed: shapan owner propose ${city}`,
      ])
    })

  dispute
    .command('withdraw')
    .description('withdraw a claim; with its last one a dispute is dropped')
    .argument(...cityArgument)
    .argument(...claimArgument)
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan dispute withdraw taipei 3 --reason "a mistake"')
    .action(async (city: string, number: number, { json, reason }: Json & { reason: string }) => {
      const { withdrawClaim } = await import('../../ownership/disputes/claims.ts')
      const claim = await withDatabase(output, ({ database }) =>
        withdrawClaim(database, city, number, reason, actingHere(shell)),
      )
      printResult(output, json === true, claim, () => [`claim ${number}: ${claim.state}`])
    })
}

type Ruled = Json & {
  to: { kind: OwnerKind; id: string | null }
  plane?: OwnerPlane
  from?: string
  replace?: true
  reason: string
}

function addRuling(dispute: Command, shell: Shell): void {
  const { output } = shell
  dispute
    .command('rule')
    .description('rule a dispute: who owns its subject from tomorrow or a later day on')
    .argument(...cityArgument)
    .argument(...disputeArgument)
    .requiredOption('--to <owner>', 'none, place, grid:<id>, team:<id> or person:<id>', parse.parseOwnerValue)
    .option('--plane <plane>', 'attack or defence', parse.parseOwnerPlane)
    .option('--from <date>', 'the first day (default tomorrow)', parse.parseCivilDate)
    .option('--replace', 'owners that were to begin later give way to it')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan dispute rule taipei 1 --to team:T1 --reason "the older contract"')
    .action(async (city: string, number: number, { json, to, plane, from, replace, reason }: Ruled) => {
      const [{ ruleDispute }, { rulingRequest }] = await Promise.all([
        import('../../ownership/disputes/ruleDispute.ts'),
        import('../../contract/disputes.ts'),
      ])
      const asked = { owner: { ...to, plane }, effectiveFrom: from, replace: replace === true, reason }
      const request = parse.checkedBy(rulingRequest, asked)
      const ruled = await withDatabase(output, ({ database }) =>
        ruleDispute(database, city, number, request, actingHere(shell)),
      )
      printResult(output, json === true, ruled, () => describe(ruled))
    })
}

function addLists(dispute: Command, { output, clock }: Shell): void {
  dispute
    .command('list')
    .description('what is and was disputed, the newest first')
    .argument(...cityArgument)
    .option('--status <status>', 'open, escalated, ruled or dropped', parse.parseDisputeStatus)
    .option('--due-by <date>', 'only those that are due by then', parse.parseCivilDate)
    .option('--subject <id>', 'only those about this customer, account or unit')
    .option('--last <n>', 'at most so many', parse.wholeNumber(1, 200), 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan dispute list taipei --status open --due-by 2027-01-31')
    .action(
      async (
        city: string,
        { json, last, ...asked }: Json & { status?: DisputeStatus; dueBy?: string; subject?: string; last: number },
      ) => {
        const [{ listDisputes }, { findCity }] = await Promise.all([
          import('../../ownership/disputes/listDisputes.ts'),
          import('../../cities/store.ts'),
        ])
        const disputes = await withDatabase(output, async ({ database }) => {
          const { city_id: cityId, timezone } = await findCity(database.kysely, city)
          return await listDisputes(database.kysely, cityId, { ...asked, limit: last }, dateAt(clock(), timezone))
        })
        printResult(output, json === true, { disputes }, () =>
          disputes.length === 0
            ? ['there is no such dispute']
            : formatTable([
                ['dispute', 'status', 'waits for', 'due', 'layer', 'subject', 'held by', 'claimed for', 'opened'],
                ...disputes.map(({ id, status, waitsFor, due, layer, subject, held, claims, openedOn }) => [
                  id,
                  status,
                  waitsFor ?? '',
                  due ?? '',
                  layer,
                  subject,
                  held ? `${held.kind} ${held.id}` : '',
                  claims.map(({ claimant }) => `${claimant.kind} ${claimant.id}`).join(', '),
                  openedOn,
                ]),
              ]),
        )
      },
    )

  dispute
    .command('show')
    .description('a dispute with its claims and its ruling')
    .argument(...cityArgument)
    .argument(...disputeArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan dispute show taipei 1')
    .action(async (city: string, number: number, { json }: Json) => {
      const [{ readDispute }, { findCity }] = await Promise.all([
        import('../../ownership/disputes/listDisputes.ts'),
        import('../../cities/store.ts'),
      ])
      const found = await withDatabase(output, async ({ database }) => {
        const { city_id: cityId, timezone } = await findCity(database.kysely, city)
        return await readDispute(database.kysely, cityId, number, dateAt(clock(), timezone))
      })
      printResult(output, json === true, found, () => describe(found))
    })
}

function addDays(dispute: Command, shell: Shell): void {
  const { output } = shell
  dispute
    .command('days')
    .description('how many working days each stage of a dispute has: show them, or set them for disputes to come')
    .argument(...cityArgument)
    .argument('[days]', 'working days', parse.wholeNumber(1, 250))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan dispute days taipei 5')
    .action(async (city: string, days: number | undefined, { json }: Json) => {
      const [{ readSettings, setSettings }, { findCity }] = await Promise.all([
        import('../../life/citySettings.ts'),
        import('../../cities/store.ts'),
      ])
      const settings = await withDatabase(output, async ({ database }) => {
        if (days !== undefined) return await setSettings(database, city, { disputeDays: days }, actingHere(shell))
        const { city_id: cityId } = await findCity(database.kysely, city)
        return await readSettings(database.kysely, cityId)
      })
      printResult(output, json === true, settings, () => [`${settings.disputeDays} working days at each stage`])
    })
}

function describe({ id, layer, subject, status, waitsFor, openedOn, due, held, claims, ruling }: Dispute): string[] {
  return [
    `dispute ${id} of ${layer} ${subject}, opened on ${openedOn}: ${status}${waitsFor ? `, waits for ${waitsFor}` : ''}${due ? `, due on ${due}` : ''}`,
    `held by ${held ? `the ${held.kind} ${held.name} (${held.id})` : 'nobody above the place'}`,
    ...claims.map(
      ({ id: claim, claimant, state, statement, evidence }) =>
        `claim ${claim} for the ${claimant.kind} ${claimant.name} (${claimant.id}), ${state}: ${[statement, ...evidence].join('; ')}`,
    ),
    ...(ruling
      ? [
          `ruled by ${ruling.by}: ${[ruling.owner.kind, ruling.owner.id ?? ''].join(' ').trim()} from ${ruling.effectiveFrom} until ${ruling.effectiveUntil ?? 'further notice'}, owner change ${ruling.ownerChange}: ${ruling.reason}`,
        ]
      : []),
  ]
}
