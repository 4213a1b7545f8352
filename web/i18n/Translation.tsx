import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Language } from '../../server/contract/common.ts'
import { createFormat, type Format } from './format.ts'
import { messagesOf, readLanguage, rememberLanguage } from './language.ts'
import type { Messages } from './zh-CN.ts'

interface Translation {
  language: Language
  setLanguage: (language: Language) => void
  t: Messages
  format: Format
}

const Context = createContext<Translation | null>(null)

interface TranslationProviderProps {
  currency: string
  timezone: string | undefined
  children: ReactNode
}

export function TranslationProvider({ currency, timezone, children }: TranslationProviderProps) {
  const [language, setLanguage] = useState(readLanguage)
  useEffect(() => {
    document.documentElement.lang = language
    document.title = `${messagesOf[language].productName} · ${messagesOf[language].appName}`
  }, [language])
  const value = useMemo<Translation>(
    () => ({
      language,
      setLanguage: (next) => {
        rememberLanguage(next)
        setLanguage(next)
      },
      t: messagesOf[language],
      format: createFormat(language, currency, timezone),
    }),
    [language, currency, timezone],
  )
  return <Context value={value}>{children}</Context>
}

export function useTranslation(): Translation {
  const value = useContext(Context)
  if (!value) throw new Error('useTranslation needs a TranslationProvider around it')
  return value
}
