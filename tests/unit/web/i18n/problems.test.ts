import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { solve, solveStages } from '../../../../partition/index.ts'
import { errorCodes, problemOfError, ShapanError } from '../../../../server/base/errors.ts'
import { jobStage } from '../../../../server/contract/jobs.ts'
import { problemCodes } from '../../../../server/contract/problemCodes.ts'
import { messagesOf } from '../../../../web/i18n/language.ts'
import { squareCity } from '../../partition/divide/builders.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const languages = ['zh-CN', 'en'] as const

describe.each(languages)('what goes wrong, in %s', (language) => {
  const { problem, stage } = messagesOf[language]
  const isRight = (text: string) => text.trim() !== '' && /\p{Script=Han}/u.test(text) === (language === 'zh-CN')

  it('has a sentence for every code a problem may have, and for none besides', () => {
    expect(Object.keys(problem).toSorted()).toEqual(problemCodes.toSorted())
    for (const code of problemCodes) expect([code, isRight(problem[code])]).toEqual([code, true])
  })

  it('has a word for every stage a job may report, the solver’s among them', () => {
    expect(Object.keys(stage).toSorted()).toEqual(jobStage.options.toSorted())
    for (const one of [...jobStage.options, ...solveStages]) expect([one, isRight(stage[one])]).toEqual([one, true])
  })
})

describe('the codes of problems', () => {
  it('hold every error of the server that is answered over HTTP', () => {
    const answered = errorCodes.flatMap((code) => problemOfError(new ShapanError(code, code))?.code ?? [])
    expect(answered.length).toBeGreaterThan(10)
    for (const code of answered) expect(problemCodes).toContain(code)
  })

  it('hold every code that the server’s own sentences are sent with', () => {
    const sent = globSync('server/**/*.ts', { cwd: root }).flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/problemOf\(\s*[\w.]+,\s*'([a-z-]+)'/g)].map(
        ([, code]) => code,
      ),
    )
    expect(sent.length).toBeGreaterThan(5)
    for (const code of sent) expect(problemCodes).toContain(code)
  })

  it('are not shown in the server’s own words by any part of the sandbox', () => {
    // `detail` and `message` of a problem are English, for logs and for callers without a table.
    const found = globSync('web/{panels,dialogs,life}/**/*.{ts,tsx}', { cwd: root }).filter((path) =>
      /problem\??\.(detail|title)\b|(error|conflict|jobError|refusal)\??\.message\b/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
    )
    // The map's own failure has no code: its text stands below the sentence, for whoever mends it.
    expect(found).toEqual(['web/panels/MapPane.tsx'])
  })
})

describe('the stages of the solver', () => {
  it('are all among those it may report', () => {
    const { graph } = squareCity(16, 1, 0.1).problem
    const seen = new Set<string>()
    for (const parts of [1, 7]) {
      const onProgress = ({ stage }: { stage: string }) => seen.add(stage)
      expect(solve(graph, { parts, tolerances: [0.02], seed: 1, preset: 'fast', onProgress }).ok).toBe(true)
    }
    expect(seen.size).toBeGreaterThan(3)
    for (const stage of seen) expect(solveStages).toContain(stage)
  })
})
