import type { Command } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import type { CityRules } from '../../contract/cityRules.ts'
import { ruleNames } from '../../contract/ruleNames.ts'
import type { Thing } from '../../contract/things.ts'
import { parseCityCode, parseRulesAction } from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { addRuleOptions, type RuleOptions, rulesOfOptions } from '../ruleOptions.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Rules = CityRules['rules']

/** `rules <city> [show|set|clear]`: what a city's partitions go by where a run does not say otherwise. */
export function addRules(program: Command, { output }: Shell): void {
  const command = program
    .command('rules')
    .description('the rules that partitions of a city go by: show them, set some, or clear them')
    .argument('<city>', 'code of the city', parseCityCode)
    .argument(
      '[action]',
      'show (default); set: those of the options, the others stay; clear: none any more',
      parseRulesAction,
    )
  addRuleOptions(command, true)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan rules taipei set --keep-whole village --pin village:V12=3 --apart village:V1,village:V2',
    )
    .action(
      async (
        city: string,
        action: 'show' | 'set' | 'clear' = 'show',
        { json, ...options }: RuleOptions & { json?: true },
      ) => {
        const changes = rulesOfOptions(options)
        const isSaid = Object.keys(changes).length > 0
        if (action === 'set' && !isSaid)
          throw new ShapanError('invalid-request', 'Nothing is to be set: say a rule, such as --keep-whole estate')
        if (action !== 'set' && isSaid)
          throw new ShapanError('invalid-request', `Rules are set by shapan rules ${city} set, not by ${action}`)
        const { setRules, showRules } = await import('../../cities/rules/changeRules.ts')
        const result = await withDatabase(output, async ({ database }) => {
          const present = await showRules(database, city)
          if (action === 'show') return present
          return await setRules(database, city, {
            rules: action === 'clear' ? {} : changed(present.rules, changes),
            revision: present.revision,
          })
        })
        printResult(output, json === true, { city, ...result }, () => describe(result.rules))
      },
    )
}

/** Rules that are null go; those that are not named stay. */
function changed(present: Rules, changes: ReturnType<typeof rulesOfOptions>): Rules {
  const all = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== null)
  // setRules holds it against the schema
  return Object.fromEntries(all) as Rules
}

function describe(rules: Rules): string[] {
  const rows = ruleNames.flatMap((name) => {
    const value = rules[name]
    return value === undefined ? [] : [[name, ruleText(name, rules)]]
  })
  return rows.length === 0
    ? ['no rules: set some with shapan rules <city> set']
    : formatTable([['rule', 'what'], ...rows])
}

function ruleText(name: (typeof ruleNames)[number], rules: Rules): string {
  if (name === 'pins') return rules.pins!.map((pin) => `${thingText(pin)}=${pin.grid}`).join(' ')
  if (name === 'apart') return rules.apart!.map((two) => two.map(thingText).join(',')).join(' ')
  if (name === 'classB') {
    const { areas, share, tolerance } = rules.classB!
    const where = areas ? areas.map(({ kind, code }) => `${kind}:${code}`).join(',') : 'the class B grids of --from'
    return `${where} at ${percent(share)} ±${percent(tolerance)}`
  }
  const value: unknown = rules[name]
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(',')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
}

function thingText(thing: Thing): string {
  if ('place' in thing) return `${thing.place.kind}:${thing.place.code}`
  return thing.cells.map(([start, length]) => (length === 1 ? `${start}` : `${start}-${start + length - 1}`)).join(',')
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10}%`
}
