import { Button } from '@mantine/core'
import type { ProposedCityLink } from '../../server/contract/links.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './LinksPanel.module.css'

export interface LinkAction {
  readonly text: string
  readonly run: () => void
}

interface LinkRowProps {
  link: ProposedCityLink
  /** the districts of both ends */
  ends: string
  /** kind and name of one that is stated */
  label: string | null
  actions: readonly LinkAction[]
  isPointed: boolean
  isBusy: boolean
  onPoint: (isPointed: boolean) => void
  onShow: () => void
}

/** One link of the list: pressing it shows it on the map, the buttons change it. */
export function LinkRow({ link, ends, label, actions, isPointed, isBusy, onPoint, onShow }: LinkRowProps) {
  const { t, format } = useTranslation()
  const named = (act: string) => t.links.actOn({ act, link: ends })
  return (
    <li
      data-link={link.link}
      data-pointed={isPointed || undefined}
      onPointerEnter={() => onPoint(true)}
      onPointerLeave={() => onPoint(false)}
    >
      <button
        type="button"
        className={classes.place}
        title={ends}
        aria-label={named(t.links.show)}
        onFocus={() => onPoint(true)}
        onBlur={() => onPoint(false)}
        onClick={onShow}
      >
        <span className={classes.ends}>{ends}</span>
        <small className="figure">
          {label && `${label} · `}
          {t.links.length({ km: format.decimal(link.distanceKm) })}
        </small>
      </button>
      {actions.map(({ text, run }) => (
        <Button key={text} size="compact-xs" variant="light" disabled={isBusy} aria-label={named(text)} onClick={run}>
          {text}
        </Button>
      ))}
    </li>
  )
}
