import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { en } from '../../../../web/i18n/en.ts'
import { zhCN } from '../../../../web/i18n/zh-CN.ts'

const server = join(import.meta.dirname, '../../../../server')

test('each act that the audit log records has its words in both languages', () => {
  const acts = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
    .map((path) => readFileSync(join(server, path), 'utf8'))
    .filter((text) => text.includes('recordAct'))
    .flatMap((text) => [...text.matchAll(/\bact: (.*)/g)].map(([, value]) => value!))
    .flatMap((value) => [...value.matchAll(/'([a-zA-Z]+\.[a-z-]+)'/g)].map(([, act]) => act!))
  expect(acts.length).toBeGreaterThan(15)
  for (const { life } of [zhCN, en]) expect([...new Set(acts)].filter((act) => !(act in life.audit.act))).toEqual([])
})
