import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const tokens = new Map(
  [...read('web/styles.css').matchAll(/^ {2}(--[\w-]+): ([^;]+);/gm)].map((match) => [match[1]!, match[2]!]),
)
const literalColour =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(|:[^;]*\b(?:white|black|red|green|blue|grey|gray)\b/i

const modules = globSync('web/**/*.module.css', { cwd: root, exclude: ['**/node_modules/**', 'web/dist/**'] })

test.each(modules)('%s has no colour and no size of text but the tokens', (file) => {
  for (const [at, line] of read(file).split('\n').entries()) {
    if (literalColour.test(line)) expect.fail(`line ${at + 1} has a colour of its own: ${line}`)
    const [, size] = /font-size:\s*([^;]+);/.exec(line) ?? []
    if (size !== undefined) expect(size).toMatch(/^(?:var\(--text-(?:small|body|large|title)\)|inherit)$/)
    for (const [, name] of line.matchAll(/var\((--[\w-]+)/g))
      if (!/^--(?:(?:bar|name|acts)$|mb-|mantine-)/.test(name!)) expect([...tokens.keys()]).toContain(name)
  }
})

test('components have no colour of their own', () => {
  const files = globSync('web/**/*.tsx', { cwd: root, exclude: ['**/node_modules/**', 'web/dist/**'] })
  const found = files.filter((file) => /['"`]#[0-9a-f]{3,8}['"`]|\brgba?\(/i.test(read(file)))
  expect(found).toEqual([])
})

test('there are four sizes of text', () => {
  expect([...tokens.keys()].filter((name) => name.startsWith('--text-'))).toHaveLength(4)
})

describe('contrast of text', () => {
  const grounds = ['--paper', '--paper-soft']
  const pairs = [
    ...['--ink', '--ink-soft', '--good', '--bad', '--accent', '--error'].flatMap((ink) =>
      grounds.map((ground) => [ink, ground] as const),
    ),
    ['--ink', '--hover'],
    ['--ink-soft', '--hover'],
    ['--ink', '--chosen'],
    ['--ink-soft', '--chosen'],
    ['--ink', '--fill'],
    ['--warning', '--warning-paper'],
    ['--error', '--error-paper'],
    ['--on-dark', '--header'],
    ['--on-dark-soft', '--header'],
    ['--on-dark', '--accent'],
    ['--notice-ink', '--notice'],
  ] as const

  it.each(pairs)('%s on %s is 4.5 or more', (ink, ground) => {
    const [light, dark] = [luminanceOf(ink), luminanceOf(ground)].sort((a, b) => b - a) as [number, number]
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5)
  })
})

/** Relative luminance of a token's colour, by WCAG. */
function luminanceOf(token: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(tokens.get(token)!.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
