import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonExcess, type JsonLimits, JsonScanner } from '../../../../server/http/jsonScanner.ts'

const json = fc.jsonValue({ maxDepth: 5 })
const spacing = fc.constantFrom(undefined, 1, '\t')

describe('the scanner of JSON bodies', () => {
  it('lets pass what is exactly within its limits, wherever the text is cut', () => {
    fc.assert(
      fc.property(json, spacing, fc.array(fc.nat(200)), (value, space, cuts) => {
        expect(scan(JSON.stringify(value, null, space), measure(value), cuts)).toBeUndefined()
      }),
    )
  })

  it('stops what is one beyond a limit, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        json,
        fc.constantFrom<JsonExcess>('items', 'values', 'depth'),
        fc.array(fc.nat(200)),
        (value, key, cuts) => {
          const limits = measure(value)
          fc.pre(limits[key] > (key === 'depth' ? 0 : 1))
          expect(scan(JSON.stringify(value), { ...limits, [key]: limits[key] - 1 }, cuts)).toBe(key)
        },
      ),
    )
  })

  it('does not take brackets and commas in strings for values', () => {
    const text = JSON.stringify({ a: '[[[[,,,,{{{{', b: 'a \\" , [ "', '],"}': '\\' })
    expect(scan(text, { items: 3, values: 4, depth: 1 }, [])).toBeUndefined()
  })

  it('stops in the chunk that brings the one value too many', () => {
    const scanner = new JsonScanner({ items: 1000, values: 5000, depth: 20 })
    const chunk = Buffer.from('{},'.repeat(400))
    expect(['[', chunk, chunk, chunk].map((part) => scanner.push(Buffer.from(part)))).toEqual([
      undefined,
      undefined,
      undefined,
      'items',
    ])
  })
})

/** What the text of a value comes to, counted on the value. An empty list or object counts as one of one. */
function measure(value: unknown): JsonLimits {
  if (typeof value !== 'object' || value === null) return { items: 1, values: 1, depth: 0 }
  const members = Object.values(value).map(measure)
  return members.reduce(
    (sum, member) => ({
      items: Math.max(sum.items, member.items),
      values: sum.values + member.values - 1,
      depth: Math.max(sum.depth, member.depth + 1),
    }),
    { items: Math.max(1, members.length), values: 1 + Math.max(1, members.length), depth: 1 },
  )
}

function scan(text: string, limits: JsonLimits, cuts: readonly number[]): JsonExcess | undefined {
  const scanner = new JsonScanner(limits)
  const bytes = Buffer.from(text)
  const ends = [...new Set(cuts.filter((cut) => cut < bytes.length)), bytes.length].toSorted((a, b) => a - b)
  let start = 0
  for (const end of ends) {
    const excess = scanner.push(bytes.subarray(start, end))
    if (excess) return excess
    start = end
  }
  return undefined
}
