import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFormat } from '../../../../web/i18n/format.ts'
import { initialLanguage, messagesOf } from '../../../../web/i18n/language.ts'

/** Every message by its path, called with a marker for each parameter where it takes some. */
function flatten(messages: object, path = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(messages)) {
    const at = `${path}${key}`
    if (typeof value === 'string') flat.set(at, value)
    else if (typeof value === 'function') {
      const marker = new Proxy({}, { get: (_, name) => `<${String(name)}>` })
      flat.set(at, (value as (parameters: unknown) => string)(marker))
    } else for (const [inner, text] of flatten(value as object, `${at}.`)) flat.set(inner, text)
  }
  return flat
}

const parametersIn = (text: string): string[] => [...new Set(text.match(/<\w+>/g) ?? [])].sort()

describe('dictionaries', () => {
  const chinese = flatten(messagesOf['zh-CN'])
  const english = flatten(messagesOf.en)

  it('have the same messages, none of them empty', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
    for (const text of [...chinese.values(), ...english.values()]) expect(text.trim()).not.toBe('')
  })

  it('use the same parameters', () => {
    for (const [key, text] of chinese) expect([key, parametersIn(english.get(key)!)]).toEqual([key, parametersIn(text)])
  })

  it('have no message that nobody reads', () => {
    const root = resolve(import.meta.dirname, '../../../..')
    const files = globSync('web/**/*.{ts,tsx}', { cwd: root, exclude: ['web/dist/**', 'web/i18n/**'] })
    const words = new Set(
      files.flatMap(
        (file) => readFileSync(resolve(root, file), 'utf8').match(/\bt\.\w+|'\w+'|\b\w+\b(?=[^=\n]*\} = t\b)/g) ?? [],
      ),
    )
    const isRead = (key: string) => words.has(`t.${key}`) || words.has(`'${key}'`) || words.has(key)
    expect(Object.keys(messagesOf['zh-CN']).filter((key) => !isRead(key))).toEqual([])
  })

  it('keep each language to itself', () => {
    for (const [key, text] of english) expect([key, /\p{Script=Han}/u.test(text)]).toEqual([key, false])
    for (const [key, text] of chinese) expect([key, /[\p{Script=Han}][,;:!?]/u.test(text)]).toEqual([key, false])
  })
})

describe('initialLanguage', () => {
  it('takes the last choice, then the browser’s first that is known, then English', () => {
    expect(initialLanguage('en', ['zh-CN'])).toBe('en')
    expect(initialLanguage(null, ['zh-TW', 'en'])).toBe('zh-CN')
    expect(initialLanguage(null, ['fr', 'en-GB', 'zh'])).toBe('en')
    expect(initialLanguage('xx', ['fr'])).toBe('en')
  })
})

describe('createFormat', () => {
  it('writes signs, currencies and gaps as a planner reads them', () => {
    const format = createFormat('zh-CN', 'CNY')
    expect(format.deviation(0.0324)).toBe('+3.2%')
    expect(format.deviation(-0.05)).toBe('−5.0%')
    expect(format.deviation(0)).toBe('0.0%')
    expect(format.deviation(null)).toBe('—')
    expect(format.price(78.235)).toBe('¥78.24')
    expect(format.compact(202_934)).toBe('20.29万')
  })

  it('writes the number alone for a currency that is none', () => {
    expect(createFormat('en', 'credits').price(5)).toBe('5.00')
  })
})
