import type { Command } from 'commander'
import type { GridMember, GridRole } from '../../contract/owners.ts'
import { actingHere } from '../actingHere.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Json = { json?: true }

const cityArgument = ['<city>', 'code of the city', parse.parseCityCode] as const

/** `owner staff` and `owner members`: who heads and manages grids. */
export function addGridMembers(owner: Command, shell: Shell): void {
  const { output } = shell
  owner
    .command('staff')
    .description('give a grid a head or a manager from a date on, or leave the post vacant')
    .argument(...cityArgument)
    .argument('<grid>', 'id of a grid that is in force on the date', parse.parseGridId)
    .requiredOption('--role <role>', 'head or manager', parse.parseGridRole)
    .requiredOption('--from <date>', 'the first day', parse.parseCivilDate)
    .option('--party <id>', 'a team or a person; without it the post is vacant')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan owner staff taipei 0198c5a2-7b1e-7c3d-9f00-1a2b3c4d5e6f --role head --party wang --from 2027-01-01',
    )
    .action(
      async (
        city: string,
        gridId: string,
        { json, role, from, party }: Json & { role: GridRole; from: string; party?: string },
      ) => {
        const [{ setGridMember }, { gridMemberRequest }] = await Promise.all([
          import('../../ownership/rows/gridMembers.ts'),
          import('../../contract/owners.ts'),
        ])
        const request = parse.checkedBy(gridMemberRequest, { gridId, role, party: party ?? null, effectiveFrom: from })
        const member = await withDatabase(output, ({ database }) =>
          setGridMember(database, city, request, actingHere(shell)),
        )
        printResult(output, json === true, member, () => memberLines([member]))
      },
    )

  owner
    .command('members')
    .description('who heads and manages grids, on a date or on all of them')
    .argument(...cityArgument)
    .option('--on <date>', 'a date of the city (default all)', parse.parseCivilDate)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner members taipei --on 2027-01-01')
    .action(async (city: string, { json, on }: Json & { on?: string }) => {
      const { listGridMembers } = await import('../../ownership/rows/gridMembers.ts')
      const members = await withDatabase(output, ({ database }) => listGridMembers(database, city, on))
      printResult(output, json === true, { members }, () =>
        members.length === 0 ? ['no grid has a head or a manager'] : memberLines(members),
      )
    })
}

function memberLines(members: readonly GridMember[]): string[] {
  return formatTable([
    ['grid', 'role', 'who', 'from', 'until'],
    ...members.map(({ gridId, role, party, effectiveFrom, effectiveUntil }) => [
      gridId,
      role,
      party ?? 'vacant',
      effectiveFrom,
      effectiveUntil ?? '',
    ]),
  ])
}
