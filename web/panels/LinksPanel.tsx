import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { CityLink, LinkKind, ProposedCityLink } from '../../server/contract/links.ts'
import type { BoundMap } from '../binding/bindMap.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { MapLink } from '../map/linkLines.ts'
import type { CityModel } from '../model/cityModel.ts'
import { type LinkAction, LinkRow } from './LinkRow.tsx'
import classes from './LinksPanel.module.css'
import mapClasses from './MapPane.module.css'
import { useCityLinks } from './useCityLinks.ts'
import { usePlacePicker } from './usePlacePicker.ts'

interface LinksPanelProps {
  model: CityModel
  bound: BoundMap | null
  /** what the map shows while the panel is open; null when it closes */
  onLines: (links: readonly MapLink[] | null) => void
  onShow: (link: MapLink) => void
  onClose: () => void
}

/** What was done last, in districts of both ends: said in the language of the moment. */
interface Done {
  act: 'confirm' | 'refuse' | 'remove'
  from: string | null
  to: string | null
}

/** The city's ferries and bridges: those stated, those proposed, and a new one by two places on the map. */
export function LinksPanel({ model, bound, onLines, onShow, onClose }: LinksPanelProps) {
  const { t, format } = useTranslation()
  const failureText = useFailureText()
  const { links, failure, isBusy, state, remove } = useCityLinks(model.city.code)
  const [kind, setKind] = useState<LinkKind>('ferry')
  const [pointed, setPointed] = useState<string | null>(null)
  const [done, setDone] = useState<Done | null>(null)

  useEffect(() => {
    if (!links) return
    const isPointed = ({ link }: ProposedCityLink) => link === pointed
    onLines([
      ...links.proposed.map((link): MapLink => ({ ...link, kind: 'proposed', isPointed: isPointed(link) })),
      ...links.links.map((link): MapLink => ({ ...link, isPointed: isPointed(link) })),
    ])
  }, [links, pointed, onLines])
  useEffect(() => () => onLines(null), [onLines])

  const follow = useCallback((doing: Promise<boolean>, act: Done['act'], from: string | null, to: string | null) => {
    setDone(null)
    void doing.then((isDone) => isDone && setDone({ act, from, to }))
  }, [])
  const districtOf = useCallback((cell: number) => model.districtNames[model.districtOfCell[cell]!] ?? null, [model])
  const addPair = useCallback(
    (a: number, b: number) => follow(state(`${a}-${b}`, { kind }), 'confirm', districtOf(a), districtOf(b)),
    [kind, state, follow, districtOf],
  )
  const { picked, toggle } = usePlacePicker(bound, addPair)

  const nameOf = (district: string | null): string => district ?? t.links.noDistrict
  const endsOf = (from: string | null, to: string | null) => t.links.ends({ from: nameOf(from), to: nameOf(to) })
  const rowOf = (link: ProposedCityLink | CityLink, acts: Partial<Record<Done['act'], () => Promise<boolean>>>) => {
    const { from, to } = link
    return (
      <LinkRow
        key={link.link}
        link={link}
        ends={endsOf(from.district, to.district)}
        label={'kind' in link ? [t.links.kind[link.kind], link.name].filter(Boolean).join(' ') : null}
        actions={Object.entries(acts).map(([act, run]): LinkAction => {
          const known = act as Done['act']
          return { text: t.links[known], run: () => follow(run(), known, from.district, to.district) }
        })}
        isPointed={link.link === pointed}
        isBusy={isBusy}
        onPoint={(isPointed) => setPointed(isPointed ? link.link : null)}
        onShow={() => onShow({ ...link, kind: 'proposed' })}
      />
    )
  }
  const { links: stated = [], proposed = [] } = links ?? {}
  return (
    <section
      className={`${mapClasses.card} ${classes.panel}`}
      data-over-map
      data-testid="links-panel"
      aria-label={t.links.title}
      aria-busy={isBusy}
    >
      <div className={mapClasses.detailsHead}>
        <h2>{t.links.title}</h2>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.close} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <p className={classes.text}>{t.links.intro}</p>
      <div className={classes.adding}>
        <SegmentedControl
          size="xs"
          aria-label={t.links.kindLabel}
          value={kind}
          onChange={(value) => setKind(value as LinkKind)}
          data={(['ferry', 'bridge'] as const).map((value) => ({ value, label: t.links.kind[value] }))}
        />
        <Button
          size="xs"
          variant={picked ? 'filled' : 'light'}
          aria-pressed={picked !== null}
          data-testid="add-link"
          onClick={toggle}
        >
          {picked ? t.links.cancelAdd : t.links.add}
        </Button>
      </div>
      <p role="status" className={classes.text} data-testid="links-status">
        {picked
          ? picked[0] === undefined
            ? t.links.pickFirst
            : t.links.pickSecond({ place: nameOf(districtOf(picked[0])) })
          : failure
            ? failureText(failure)
            : done && t.links.actOn({ act: t.links[done.act], link: endsOf(done.from, done.to) })}
      </p>
      {links && stated.length + proposed.length === 0 && <p className={classes.text}>{t.links.onePiece}</p>}
      <div className={classes.lists}>
        {stated.length > 0 && <h3>{t.links.stated({ count: format.integer(stated.length) })}</h3>}
        <ul data-testid="stated-links">{stated.map((link) => rowOf(link, { remove: () => remove(link.link) }))}</ul>
        {proposed.length > 0 && <h3>{t.links.proposed({ count: format.integer(proposed.length) })}</h3>}
        <ul data-testid="proposed-links">
          {proposed.map((link) =>
            rowOf(link, {
              confirm: () => state(link.link, { kind }),
              refuse: () => state(link.link, { kind: 'none' }),
            }),
          )}
        </ul>
      </div>
    </section>
  )
}
