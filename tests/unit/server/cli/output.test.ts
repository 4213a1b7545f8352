import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { countBrokenParts } from '../../../../server/cli/brokenParts.ts'
import { terminalLanguage } from '../../../../server/cli/commands/report.ts'
import { formatFailure, formatTable } from '../../../../server/cli/output.ts'
import { createProgressBar } from '../../../../server/cli/progressBar.ts'
import { writeAtomically } from '../../../../server/files/atomicFile.ts'

test('a table lines up numbers on the right and Chinese by its width', () => {
  const lines = formatTable([
    ['name', 'n'],
    ['东城', 5],
    ['ab', 1234],
  ])
  expect(lines).toEqual(['name     n', '东城     5', 'ab    1234'])
})

test('a failure is one line', () => {
  expect(formatFailure('first\n  second\n', 'internal')).toBe('shapan: first second [internal]\n')
})

describe('the progress bar', () => {
  const draw = (isTerminal: boolean) => {
    let text = ''
    let clock = 0
    const bar = createProgressBar(
      {
        out() {},
        error() {},
        redraw: (line) => {
          text += `\r${line}`
        },
        isTerminal,
      },
      () => clock,
    )
    for (let i = 0; i <= 10; i++) {
      bar.update('refine', i / 10)
      clock += 50
    }
    bar.end()
    return text
  }

  test('is silent without a terminal', () => {
    expect(draw(false)).toBe('')
  })

  test('redraws one line a tenth of a second, and wipes it', () => {
    const text = draw(true)
    expect(text.match(/refine/g)).toHaveLength(6)
    expect(text).toContain('100%')
    expect(text.endsWith('\r')).toBe(true)
  })
})

describe('an atomic file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-atomic-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'out.txt')

  test('replaces what stood there', async () => {
    writeFileSync(path, 'old')
    await writeAtomically(path, ['new ', 'text'])
    expect(readFileSync(path, 'utf8')).toBe('new text')
  })

  test('leaves what stood there, and nothing else, when making it fails half way', async () => {
    async function* broken() {
      yield 'half'
      throw new Error('source broke')
    }
    await expect(writeAtomically(path, broken())).rejects.toThrow('source broke')
    expect(readFileSync(path, 'utf8')).toBe('new text')
    expect(readdirSync(directory)).toEqual(['out.txt'])
  })

  test('says why it cannot be written', async () => {
    await expect(writeAtomically(join(directory, 'no/such/x'), ['a'])).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining('its directory does not exist'),
    })
    await expect(writeAtomically(directory, ['a'])).rejects.toMatchObject({ code: 'write-failed' })
  })
})

test('the report speaks the terminal’s language', () => {
  expect(terminalLanguage({ LANG: 'zh_CN.UTF-8' })).toBe('zh-CN')
  expect(terminalLanguage({ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).toBe('en')
  expect(terminalLanguage({})).toBe('en')
})

test('broken parts are counted by a walk of its own', () => {
  // a path 0–1–2–3
  const graph = {
    vertexCount: 4,
    offsets: Uint32Array.of(0, 1, 3, 5, 6),
    neighbors: Uint32Array.of(1, 0, 2, 1, 3, 2),
    edgeWeights: new Float64Array(6).fill(1),
    vertexWeights: [],
  }
  expect(countBrokenParts(graph, Uint16Array.of(0, 0, 1, 1), 2)).toEqual({ nonContiguousParts: 0, emptyParts: 0 })
  expect(countBrokenParts(graph, Uint16Array.of(0, 1, 0, 2), 4)).toEqual({ nonContiguousParts: 1, emptyParts: 1 })
})
