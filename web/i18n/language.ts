import type { Language } from '../../server/contract/common.ts'
import { en } from './en.ts'
import { type Messages, zhCN } from './zh-CN.ts'

export const messagesOf: Readonly<Record<Language, Messages>> = { 'zh-CN': zhCN, en }

const storageKey = 'shapan.language'

/** The language chosen last; before any choice, Chinese for a browser that prefers any Chinese, else English. */
export function initialLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored === 'zh-CN' || stored === 'en') return stored
  const known = preferred.find((tag) => /^(zh|en)\b/i.test(tag))
  return known?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export const readLanguage = (): Language => initialLanguage(localStorage.getItem(storageKey), navigator.languages)

export const rememberLanguage = (language: Language): void => localStorage.setItem(storageKey, language)
