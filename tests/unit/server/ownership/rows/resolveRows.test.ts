import { expect, it, test } from 'vitest'
import { resolveRows, subjectsOf } from '../../../../../server/ownership/rows/resolveRows.ts'

const customer = { customer: 'C1', account: 'K', unit: 'E203' }
const layers = ['override C1', 'keyAccount K', 'listed K', 'cluster account:K', 'cluster unit:E203']

it('asks a customer himself, then his account by each list, then its cluster and that of his unit', () => {
  const keys = ({ layer, subject }: { layer: string; subject: string }) => `${layer} ${subject}`
  expect(subjectsOf(customer).map(keys)).toEqual(layers)
  expect(subjectsOf({ ...customer, account: null }).map(keys)).toEqual([layers[0], layers[4]])
  expect(subjectsOf({ ...customer, unit: null }).map(keys)).toEqual(layers.slice(0, 4))
})

const states = ['absent', 'none', 'place', 'team'] as const

// Each of the five layers holds a row or none: 2⁵; a row says one of three things.
test.each(Array.from({ length: 32 }, (_, bits) => ({ bits, held: layers.filter((_, i) => (bits >> i) & 1) })))(
  'of $held the first that is not `none` decides',
  ({ bits }) => {
    const turns = [...Array(5).keys()].map((i) => ((bits >> i) & 1 ? states.slice(1) : states.slice(0, 1)))
    const all = turns.reduce<(typeof states)[number][][]>(
      (lists, options) => lists.flatMap((list) => options.map((one) => [...list, one])),
      [[]],
    )
    for (const kinds of all) {
      const rows = kinds.map((kind, i) => (kind === 'absent' ? undefined : { kind, layer: layers[i]! }))
      const first = kinds.findIndex((kind) => kind === 'place' || kind === 'team')
      expect(resolveRows(rows)?.layer).toBe(kinds[first] === 'team' ? layers[first] : undefined)
    }
  },
)
