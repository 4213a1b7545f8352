import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')

/** Ways to make a note or a warning out of words, where a table should make its sentence from data. */
const prose = [
  // a list of sentences: `notes: string[]`, `Promise<{ warnings: readonly string[] }>`, `const notes: string[] = []`
  /\b(?:notes?|warnings?)\??:\s*(?:readonly\s+)?(?:string\[\]|(?:Readonly)?Array<string>)/,
  /\b(?:notes|warnings)\.push\(\s*['"`]/,
  /\b(?:notes|warnings)\b[^\n;]*=\s*\[\s*['"`]/,
  // a function that answers one
  /\bfunction (?:note|warn)\w*\([^{]*\):\s*(?:Promise<)?(?:readonly\s+)?string\b/,
  // a sentence beside a code that is none of zod's
  /\bcode: '(?!custom')(?:[a-z]+-)*[a-z]+',\s*message:/,
]
/** Where sentences are made; and what `verify` finds is told in English alone, to whoever runs the machine. */
const exempt = /^server\/(contract\/noteText\.ts|plans\/recount\/)/

function proseIn(source: string): string[] {
  return prose.flatMap((pattern) => pattern.exec(source)?.[0] ?? [])
}

test('no note or warning is made of words but in the tables of sentences', () => {
  const files = globSync(['server/**/*.ts', 'partition/**/*.ts'], { cwd: root, exclude: ['**/node_modules/**'] })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !exempt.test(file))
  expect(files.length).toBeGreaterThan(200)
  const found = files.flatMap((file) =>
    proseIn(readFileSync(resolve(root, file), 'utf8')).map((at) => `${file}: ${at}`),
  )
  expect(found).toEqual([])
})

test.each([
  'function f(): Promise<{ added: number; notes: string[] }> {}',
  'const warnings: readonly string[] = []',
  'notes.push(`a feature was left out`)',
  "warnings = ['too many']",
  'export function noteOf(area: Area): string | undefined {}',
  "warnings.push({ code: 'cut-ids', message: `many`, details: {} })",
])('the scan sees %s', (source) => expect(proseIn(source)).not.toEqual([]))

test.each([
  'readonly notes: AreaNote[]',
  "notes.push({ code: 'dashed-line', feature: 3 })",
  "return [{ code: 'crs-needless', read, place }]",
  'export function noteNeedlessShift(points: readonly Place[]): NeedlessShift[] {',
])('and lets pass %s', (source) => expect(proseIn(source)).toEqual([]))
