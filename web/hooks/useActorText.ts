import { useTranslation } from '../i18n/Translation.tsx'

/** Who did something. Until people are known, nobody is told apart from anybody. */
export function useActorText(): (actor: string) => string {
  const { t } = useTranslation()
  const known: Readonly<Record<string, string>> = t.life.actors
  return (actor) => known[actor] ?? actor
}
