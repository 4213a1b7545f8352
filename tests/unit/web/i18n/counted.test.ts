import { describe, expect, it } from 'vitest'
import { messagesOf } from '../../../../web/i18n/language.ts'

/** Every message with each of its numbers as `count`, by its path. */
function say(messages: object, count: string, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[path + key, value]]
    if (typeof value === 'function') {
      const everything = new Proxy({}, { get: () => count })
      return [[path + key, (value as (parameters: unknown) => string)(everything)]]
    }
    return say(value as object, count, `${path}${key}.`)
  })
}

describe('counted things', () => {
  it('are singular in English where there is one', () => {
    for (const [key, text] of say(messagesOf.en, '1')) {
      const plurals =
        /\b1 (?:more )?(?:customers|grids|cells|strokes|notes|changes)\b|\b1 \w+(?: of yours| from last time)? (?:are|were|have)\b/
      expect([key, plurals.exec(text)?.[0]]).toEqual([key, undefined])
    }
  })

  it('are plural in English where there are more', () => {
    for (const [key, text] of say(messagesOf.en, '971')) {
      const singular = /(?<!\bor )\b971 (?:more )?(?:customer|grid|cell|stroke|note|change)\b/
      expect([key, singular.exec(text)?.[0]]).toEqual([key, undefined])
    }
  })

  it('have one classifier in Chinese, never two, and customers are 客户 and not households (户)', () => {
    for (const [key, text] of say(messagesOf['zh-CN'], '971')) {
      const doubled = /[\d ]户|个户|客户 971 个客户|个个|条条|笔笔|971 (?:网格|单元|客户)/
      expect([key, doubled.exec(text)?.[0]]).toEqual([key, undefined])
    }
  })
})
