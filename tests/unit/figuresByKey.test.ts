import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contractFigures, figureDefinition, sumFigures } from '../../server/contract/figures.ts'

const root = join(import.meta.dirname, '../..')

/** Where two figures may be named: their table, and what reads and writes the columns of rows and tables. */
const mayName = [
  'server/contract/figures.ts',
  'server/db/',
  'server/data/',
  'server/cities/store.ts',
  'server/plans/recount/snapshot.ts',
  'server/data/customerSums.ts',
]

const sources = ['partition', 'server', 'web']
  .flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' }).map((path) => `${layer}/${path}`),
  )
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('node_modules') && !path.includes('/dist/'))

/** Code without comments, and without what people type: examples of a command line. */
const codeOf = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/\w+=[\w…%.]*,[\w=,…%.]*/g, '')

const [first, ...others] = sumFigures(contractFigures).map(({ key }) => key)

test('nothing names two figures but their table and who reads rows', () => {
  const naming = sources
    .filter((path) => !mayName.some((one) => path.startsWith(one)))
    .filter((path) => {
      const code = codeOf(readFileSync(join(root, path), 'utf8'))
      const names = (key: string) => new RegExp(`\\b(?:\\w+_)?${key}(?:Cents|Deviation|_cents)?\\b`, 'i').test(code)
      return names(first!) && others.some(names)
    })
  // What the currency of a city is of, and the usual weights of a partition, are told at the command line.
  expect(naming).toEqual(['server/cli/commands/city.ts', 'server/cli/commands/partition.ts'])
})

test('no figure has fields of its own', () => {
  const keys = sumFigures(contractFigures).map(({ key }) => key)
  const field = new RegExp(`\\b(?:${keys.join('|')})(?:Cents|Deviation|Tolerance)\\b`)
  const naming = sources
    .filter((path) => !path.startsWith('server/data/'))
    .filter((path) => field.test(codeOf(readFileSync(join(root, path), 'utf8'))))
  expect(naming).toEqual([])
})

test('the table is what the contract says a figure is, each key once', () => {
  for (const figure of contractFigures) expect(figureDefinition.parse(figure)).toEqual(figure)
  const keys = contractFigures.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})
