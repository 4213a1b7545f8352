import { type Command, Option } from 'commander'
import { ShapanError } from '../base/errors.ts'
import type { PartitionInput } from '../contract/partitionRequest.ts'
import type { AreaOfClass, Pin, Thing } from '../contract/things.ts'
import * as parse from './options.ts'

type Rules = Pick<
  PartitionInput,
  | 'districts'
  | 'subdistricts'
  | 'mainGrids'
  | 'outletCentres'
  | 'keyAccounts'
  | 'listedAccounts'
  | 'links'
  | 'keepWhole'
  | 'barriers'
  | 'pins'
  | 'apart'
  | 'classB'
>

/** What the options of rules leave behind; false where one is switched off. */
export interface RuleOptions {
  districts?: NonNullable<Rules['districts']> | undefined
  subdistricts?: NonNullable<Rules['subdistricts']> | undefined
  mainGrids?: NonNullable<Rules['mainGrids']> | undefined
  links?: NonNullable<Rules['links']> | undefined
  outletCentres?: boolean | undefined
  keyAccounts?: NonNullable<Rules['keyAccounts']> | false | undefined
  listedAccounts?: NonNullable<Rules['listedAccounts']> | false | undefined
  keepWhole?: NonNullable<Rules['keepWhole']> | false | undefined
  barriers?: NonNullable<Rules['barriers']> | false | undefined
  pin?: Pin[] | false | undefined
  apart?: [Thing, Thing][] | false | undefined
  classB?: AreaOfClass[] | true | false | undefined
  classBShare?: number | undefined
  classBTolerance?: number | undefined
}

/** The options that say a rule, for a run or for the city. `canSwitchOff`: each also has one that says no to what the city has of it. */
export function addRuleOptions(command: Command, canSwitchOff: boolean): Command {
  command
    .option('--districts <rule>', 'ignore, avoid or never cross district borders', parse.parseDistrictRule)
    .option(
      '--subdistricts <rule>',
      'ignore, avoid or never cross their borders, or whole: each in one grid where it fits one',
      parse.parseSubdistrictRule,
    )
    .option(
      '--main-grids <what>',
      'main grids over the grids: district for one of each, or how many',
      parse.parseMainGrids,
    )
    .option(
      '--links <rule>',
      'which islands may share a grid: automatic, small-islands, or confirmed links only',
      parse.parseLinkRule,
    )
    .option(
      '--keep-whole <kinds>',
      'kinds of units that no border cuts apart (estate,park), as `shapan unit list` prints them',
      parse.parseUnitKinds,
    )
    .option(
      '--barriers <kinds>',
      'kinds of barriers that no grid crosses but at a crossing: river,railway,expressway',
      parse.parseBarrierKinds,
    )
    .option(
      '--pin <thing=grid>',
      'a unit or cells that lie in one grid, by its number or id (estate:E12=3, 40-55=3); once for each',
      listOf(parse.parsePin),
    )
    .option(
      '--apart <two>',
      'two units or cells that never share a grid (estate:E1,estate:E2); once for each pair',
      listOf(parse.parseApart),
    )
    .option(
      '--class-b [areas]',
      'districts and units that are class B (district:510302,village:V7); without any the class B grids of --from',
      parse.parseAreasOfClass,
    )
    .option('--class-b-share <share>', 'what class B grids aim at, of what others do (default 60%)', parse.parseShare)
    .option('--class-b-tolerance <fraction>', 'allowed deviation from that (default 10%)', parse.parseTolerance)
    .option('--outlet-centres', 'own outlets are centres: each in a grid of its own, where there are enough grids')
    .addOption(
      new Option('--key-accounts <rule>', "own-grid: the cells of a key account's sites are its own grid").choices([
        'own-grid',
      ]),
    )
    .addOption(
      new Option(
        '--listed-accounts <rule>',
        'leave: what listed accounts have is taken out of the weights before the split',
      ).choices(['leave']),
    )
  if (!canSwitchOff) return command
  return command
    .option('--no-keep-whole', 'not what the city’s rules keep whole')
    .option('--no-barriers', 'not the barriers of the city’s rules')
    .option('--no-pin', 'none of the pins of the city’s rules')
    .option('--no-apart', 'none of the pairs of the city’s rules')
    .option('--no-class-b', 'not the class B areas of the city’s rules')
    .option('--no-outlet-centres', 'no centres, whatever the city’s rules say')
    .option('--no-key-accounts', 'no own grids of key accounts, whatever the city’s rules say')
    .option('--no-listed-accounts', 'listed accounts stay, whatever the city’s rules say')
}

function listOf<T>(one: (text: string) => T): (text: string, before: T[] | false | undefined) => T[] {
  return (text, before) => [...(before || []), one(text)]
}

const ruleOptions = [
  ...['districts', 'subdistricts', 'mainGrids', 'links', 'keepWhole', 'barriers', 'pin', 'apart'],
  ...['classB', 'classBShare', 'classBTolerance', 'outletCentres', 'keyAccounts', 'listedAccounts'],
]

/** What a command was told of rules, and what else. */
export function splitRules<O extends RuleOptions>(
  options: O,
): { readonly rules: RuleOptions; readonly rest: Omit<O, keyof RuleOptions> } {
  const entries = Object.entries(options)
  const isRule = ([name]: [string, unknown]) => ruleOptions.includes(name)
  return {
    rules: Object.fromEntries(entries.filter(isRule)),
    rest: Object.fromEntries(entries.filter((entry) => !isRule(entry))) as Omit<O, keyof RuleOptions>,
  }
}

/** The rules that options say; null for one that is switched off. Throws `invalid-request` for a share of no class B. */
export function rulesOfOptions({ pin, classB, classBShare, classBTolerance, ...options }: RuleOptions): Rules {
  const isDetailed = classBShare !== undefined || classBTolerance !== undefined
  if (isDetailed && !classB)
    throw new ShapanError(
      'invalid-request',
      '--class-b-share and --class-b-tolerance are of class B areas: say --class-b as well',
    )
  const { districts, subdistricts, mainGrids, links, keepWhole, barriers, apart } = options
  const { outletCentres, keyAccounts, listedAccounts } = options
  return {
    ...(districts && { districts }),
    ...(subdistricts && { subdistricts }),
    ...(mainGrids && { mainGrids }),
    ...(links && { links }),
    ...(outletCentres !== undefined && { outletCentres: outletCentres || null }),
    ...(keyAccounts !== undefined && { keyAccounts: keyAccounts || null }),
    ...(listedAccounts !== undefined && { listedAccounts: listedAccounts || null }),
    ...(keepWhole !== undefined && { keepWhole: keepWhole || null }),
    ...(barriers !== undefined && { barriers: barriers || null }),
    ...(pin !== undefined && { pins: pin || null }),
    ...(apart !== undefined && { apart: apart || null }),
    ...(classB === false && { classB: null }),
    ...(classB && {
      classB: {
        ...(classB !== true && { areas: classB }),
        ...(classBShare !== undefined && { share: classBShare }),
        ...(classBTolerance !== undefined && { tolerance: classBTolerance }),
      },
    }),
  }
}
