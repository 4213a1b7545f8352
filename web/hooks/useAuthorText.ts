import { useTranslation } from '../i18n/Translation.tsx'
import { useSession } from './SessionContext.tsx'

/** Whose a log entry is. Browsers have no names yet: others are told apart by the beginning of their id. */
export function useAuthorText(): (author: string) => string {
  const { t } = useTranslation()
  const { client } = useSession()
  return (author) => {
    if (author === client) return t.yourself
    return author.length === 36 ? t.otherPlanner({ tag: author.slice(0, 4) }) : t.anotherPlanner
  }
}
