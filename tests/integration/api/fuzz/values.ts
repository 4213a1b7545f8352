import fc from 'fast-check'
import type { Schema } from './document.ts'
import type { KnownNames } from './names.ts'

/** How far from the contract: `valid` keeps to it, `near` leaves it now and then, `hostile` most of the time. */
export type Manner = 'valid' | 'near' | 'hostile'

const strange: Readonly<Record<Manner, number>> = { valid: 0, near: 1, hostile: 12 }

/** With what databases, parsers and file systems stumble over: NUL, half a surrogate pair, a right-to-left override. */
const hostileText = fc.constantFrom(
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udc00',
    '\u202e',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '-0',
    '1e400',
  ],
  ...["'; drop table plan; --", '../../etc/passwd', '%00', '<script>', '\r\nset-cookie: a=b', 'x'.repeat(3000), '𠮷'],
)
const anything = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    1e308,
    -1,
    2 ** 53,
    0.1,
    [],
    {},
    [[]],
    [null],
    JSON.parse('{"__proto__":{"a":1}}'),
  ),
  fc.integer({ min: 2, max: 200 }).map((depth) => nested(depth)),
)

/**
 * Values for a place in a request. What is known by then under the place's name is looked up when the value is drawn, so the
 * arbitrary can be made once.
 */
export function valuesFor(schema: Schema, manner: Manner, known: KnownNames, name = ''): fc.Arbitrary<unknown> {
  const made = fc.oneof(
    { weight: 8, arbitrary: ofSchema(schema, manner, known, name) },
    { weight: strange[manner], arbitrary: anything },
  )
  if (name === '') return made
  return fc.tuple(made, fc.nat()).map(([value, dice]) => {
    const existing = known.of(name)
    return existing.length > 0 && dice % 7 < 4 ? existing[dice % existing.length] : value
  })
}

function ofSchema(schema: Schema, manner: Manner, known: KnownNames, name: string): fc.Arbitrary<unknown> {
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return fc.oneof(...choices.map((choice) => valuesFor(choice, manner, known, name)))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return object(schema, manner, known)
    case 'array': {
      const { minItems = 0, maxItems = 6, items = {} } = schema
      const lengths = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 6)) }
      return fc.array(valuesFor(items, manner, known, name), lengths)
    }
    case 'integer':
    case 'number':
      return number(schema, manner)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return text(schema, manner)
  }
}

function object({ properties = {}, required = [] }: Schema, manner: Manner, known: KnownNames): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesFor(schema, manner, known, name)]),
  )
  // What need not be said is mostly left out: each may contradict another.
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  const kept = fc.subarray(optional, { maxLength: manner === 'valid' ? Math.min(2, optional.length) : optional.length })
  return fc
    .tuple(fc.record(members), kept)
    .map(([value, chosen]) =>
      Object.fromEntries(Object.entries(value).filter(([name]) => required.includes(name) || chosen.includes(name))),
    )
}

function text({ format, pattern, minLength = 0, maxLength = 60 }: Schema, manner: Manner): fc.Arbitrary<unknown> {
  const fitting =
    format === 'uuid'
      ? fc.uuid()
      : pattern === undefined
        ? fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) })
        : fc.stringMatching(new RegExp(pattern, 'u'))
  return manner === 'valid'
    ? fitting
    : fc.oneof({ weight: 4, arbitrary: fitting }, { weight: 1, arbitrary: hostileText })
}

function number({ type, minimum = -1e9, maximum = 1e9 }: Schema, manner: Manner): fc.Arbitrary<unknown> {
  const least = Math.ceil(Math.max(minimum, -(2 ** 40)))
  const most = Math.floor(Math.min(maximum, 2 ** 40))
  const inside =
    type === 'integer' ? fc.integer({ min: least, max: most }) : fc.double({ min: minimum, max: maximum, noNaN: true })
  // Small ones name grids, cells and revisions that exist.
  const small = fc.integer({ min: Math.max(least, 0), max: Math.max(least, 0, Math.min(most, 20)) })
  const edges = manner === 'valid' ? [minimum, maximum] : [minimum, maximum, minimum - 1, maximum + 1]
  return fc.oneof(
    { weight: 3, arbitrary: small },
    { weight: 2, arbitrary: inside },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  )
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}
