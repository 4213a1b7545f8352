import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Folders through which notes and refusals go on their way to a reader. */
const files = globSync(
  [
    'partition/**/*.ts',
    'server/{contract,plans,jobs,reports}/**/*.ts',
    'web/{panels,dialogs,life,session,i18n}/**/*.{ts,tsx}',
  ],
  { cwd: root, exclude: ['**/node_modules/**'] },
).map((file) => file.replaceAll('\\', '/'))

const regExp = /(?<=[(,=:[&|?{;]\s*|!|return\s+)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n[])+\/[dgimsuvy]*/g

/** Words that an expression looks for: five letters and more, outside of classes and escapes; what tells a browser apart is none. */
function wordsIn(expression: string): string[] {
  const plain = expression.replaceAll(/\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]])*\]/g, ' ')
  return [...plain.matchAll(/[a-z]{4,}/gi)].map(([word]) => word).filter((word) => !/^(?:iphone|ipad)$/.test(word))
}

test('no sentence is read or reworded by regular expressions', () => {
  const found = files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8')
    return [...source.matchAll(regExp)].flatMap(([expression]) => {
      const words = wordsIn(expression)
      return words.length > 0 ? [`${file}: ${expression}`] : []
    })
  })
  expect(files.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})

test.each([String.raw`text.replace(/\bvertices (\d+) and (\d+)\b/g, '')`, 'if (/too-heavy/.test(code))'])(
  'the scan sees %s',
  (source) => {
    expect([...source.matchAll(regExp)].flatMap(([expression]) => wordsIn(expression))).not.toEqual([])
  },
)

test('the engine has codes and numbers alone: no sentence leaves it but for a programmer’s mistakes', () => {
  const sources = globSync(['partition/rules/**/*.ts', 'partition/solve.ts'], { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  )
  for (const source of sources) expect(source).not.toMatch(/\bmessage\b\s*[:=]|new Refusal\(\s*['"`]/)
})
