import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { LinkKind, ProposedCityLink } from '../../server/contract/links.ts'
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

/** The city's ferries and bridges: those stated, those proposed, and a new one by two places on the map. */
export function LinksPanel({ model, bound, onLines, onShow, onClose }: LinksPanelProps) {
  const { t, format } = useTranslation()
  const failureText = useFailureText()
  const { links, failure, isBusy, state, remove } = useCityLinks(model.city.code)
  const [kind, setKind] = useState<LinkKind>('ferry')
  const [pointed, setPointed] = useState<string | null>(null)
  const [done, setDone] = useState('')

  useEffect(() => {
    if (!links) return
    const isPointed = ({ link }: ProposedCityLink) => link === pointed
    onLines([
      ...links.proposed.map((link): MapLink => ({ ...link, kind: 'proposed', isPointed: isPointed(link) })),
      ...links.links.map((link): MapLink => ({ ...link, isPointed: isPointed(link) })),
    ])
  }, [links, pointed, onLines])
  useEffect(() => () => onLines(null), [onLines])

  const nameOf = (cell: number): string => model.districtNames[model.districtOfCell[cell]!] ?? t.links.noDistrict
  const say = (act: string, ends: string, doing: Promise<boolean>): void => {
    setDone('')
    void doing.then((isDone) => isDone && setDone(t.links.actOn({ act, link: ends })))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words of the moment will do
  const addPair = useCallback(
    (a: number, b: number) =>
      say(t.links.kind[kind], t.links.ends({ from: nameOf(a), to: nameOf(b) }), state(`${a}-${b}`, { kind })),
    [kind, model, state],
  )
  const { picked, toggle } = usePlacePicker(bound, addPair)

  const rowOf = (link: ProposedCityLink, label: string | null, actions: [string, () => Promise<boolean>][]) => {
    const ends = t.links.ends({
      from: link.from.district ?? t.links.noDistrict,
      to: link.to.district ?? t.links.noDistrict,
    })
    return (
      <LinkRow
        key={link.link}
        link={link}
        ends={ends}
        label={label}
        actions={actions.map(([text, run]): LinkAction => ({ text, run: () => say(text, ends, run()) }))}
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
            : t.links.pickSecond({ place: nameOf(picked[0]) })
          : failure
            ? failureText(failure)
            : done}
      </p>
      {links && stated.length + proposed.length === 0 && <p className={classes.text}>{t.links.onePiece}</p>}
      <div className={classes.lists}>
        {stated.length > 0 && <h3>{t.links.stated({ count: format.integer(stated.length) })}</h3>}
        <ul data-testid="stated-links">
          {stated.map((link) => {
            const label = [t.links.kind[link.kind], link.name].filter(Boolean).join(' ')
            return rowOf(link, label, [[t.links.remove, () => remove(link.link)]])
          })}
        </ul>
        {proposed.length > 0 && <h3>{t.links.proposed({ count: format.integer(proposed.length) })}</h3>}
        <ul data-testid="proposed-links">
          {proposed.map((link) =>
            rowOf(link, null, [
              [t.links.confirm, () => state(link.link, { kind })],
              [t.links.refuse, () => state(link.link, { kind: 'none' })],
            ]),
          )}
        </ul>
      </div>
    </section>
  )
}
