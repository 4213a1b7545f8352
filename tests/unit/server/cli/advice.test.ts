import { describe, expect, test } from 'vitest'
import * as parse from '../../../../server/cli/options.ts'

/** Every parser of an option, and texts that are wrong for it. */
const parsers: Record<string, (text: string) => unknown> = {
  tolerance: parse.parseTolerance,
  tolerances: parse.parseTolerances,
  share: parse.parseShare,
  'size band': parse.parseSizeBand,
  'time limit': parse.parseTimeLimit,
  'weight numbers': parse.parseWeightNumbers,
  weights: parse.parseWeights,
  preset: parse.parsePreset,
  districts: parse.parseDistrictRule,
  subdistricts: parse.parseSubdistrictRule,
  'main grids': parse.parseMainGrids,
  count: parse.wholeNumber(1, 65_535),
  snapshot: parse.parseSnapshot,
  period: parse.parsePeriod,
  crs: parse.parseCrs,
  plan: parse.parsePlanId,
  language: parse.parseLanguage,
  composite: parse.parseComposite,
  'link rule': parse.parseLinkRule,
  'link kind': parse.parseLinkKind,
  'unit kind': parse.parseUnitKind,
  'kind of place': parse.parsePlaceKind,
  'kind of import': parse.parseImportKind,
  'kind of barrier': parse.parseBarrierKind,
  'kinds of barriers': parse.parseBarrierKinds,
  metres: parse.parseMetres,
  'unit kinds': parse.parseUnitKinds,
  link: parse.parseLinkId,
  links: parse.parseLinkIds,
  kilometres: parse.parseKilometres,
  place: parse.parsePoint,
  encoding: parse.parseEncoding,
  separator: parse.parseSeparator,
  'area class': parse.parseAreaClass,
  colour: parse.parseColour,
  'ranges of cells': parse.parseCellRanges,
  cells: parse.parseCells,
  pin: parse.parsePin,
  'things apart': parse.parseApart,
  'areas of class B': parse.parseAreasOfClass,
  'what to do with rules': parse.parseRulesAction,
  date: parse.parseCivilDate,
  instant: parse.parseInstant,
  'what becomes of later versions': parse.parseLater,
  version: parse.parseVersionId,
  warning: parse.parseWarningCode,
  layer: parse.parseOwnerLayer,
  plane: parse.parseOwnerPlane,
  'status of a dispute': parse.parseDisputeStatus,
  'kind of a party': parse.parsePartyKind,
  'role in a grid': parse.parseGridRole,
}
/** What these refuse, they describe in words that are no example. */
const described = [
  parse.parseLabel,
  parse.parseDivisionKey,
  parse.parseSegments,
  parse.parseCityCode,
  parse.parseCommandId,
  parse.parseCompared,
  parse.parseGridId,
  parse.parseLongitude,
  parse.parseLatitude,
  parse.parseOwnerValue,
]
const wrong = ['', 'x', '-1', '0', '1e9', '99999999', '200%', '50-30', 'Taipei', '3 4', '网格']

/** What a refusal says would be right: the words it lists, the examples it gives, the ends of its range. */
function advised(message: string): string[] {
  const list =
    /(?:one|a list) of ([\w\d, -]+?)(?:,? each once,?)? (?:is )?expected/.exec(message)?.[1]?.split(/,\s*/) ?? []
  const examples = /looks like ([^,.]*(?:\.\d+)?)/.exec(message)?.[1]?.split(' or ') ?? []
  const named = /for example ([\w-]+)/.exec(message)?.[1]
  const suchAs = /such as (.*?)\.?$/.exec(message)?.[1]?.split(' or ') ?? []
  const cells = /prints them: ([\d-]+)/.exec(message)?.slice(1) ?? []
  const range = /from (\d+) to (\d+) is expected/.exec(message)?.slice(1) ?? []
  return [...list, ...examples, ...(named ? [named] : []), ...suchAs, ...cells, ...range]
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

test('every parser of an option is tried', () => {
  const exported = Object.entries(parse).filter(([name]) => name.startsWith('parse'))
  const known: unknown[] = [...Object.values(parsers), ...described]
  expect(exported.filter(([, parser]) => !known.includes(parser)).map(([name]) => name)).toEqual([])
})

describe('what the parser of an option says would be right, it takes', () => {
  test.each(Object.entries(parsers))('%s', (_, parser) => {
    let refused = 0
    for (const text of wrong) {
      let message = ''
      try {
        parser(text)
        continue
      } catch (error) {
        message = (error as Error).message
      }
      refused++
      expect([message, advised(message).length]).not.toEqual([message, 0])
      for (const right of advised(message)) expect(() => parser(right), `${right}, as in: ${message}`).not.toThrow()
    }
    expect(refused).toBeGreaterThan(0)
  })
})
