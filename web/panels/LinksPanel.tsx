import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { CityLink, LinkKind, ProposedCityLink } from '../../server/contract/links.ts'
import type { BoundMap } from '../binding/bindMap.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { MapLink } from '../map/linkLines.ts'
import type { CityModel } from '../model/cityModel.ts'
import { type CellPlace, namesOfEnds, placeOfCell } from '../model/placeNames.ts'
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

/** What was done last, to the link of two cells or to so many: said in the language of the moment. */
type Done = { readonly act: Act; readonly cells: Ends } | { readonly act: Act; readonly count: number }
type Act = 'confirm' | 'refuse' | 'remove'
type Ends = readonly [from: number, to: number]

const cellsOf = ({ from, to }: ProposedCityLink): Ends => [from.cellIndex, to.cellIndex]

/** The city's ferries and bridges: those stated, those proposed, and a new one by two places on the map. */
export function LinksPanel({ model, bound, onLines, onShow, onClose }: LinksPanelProps) {
  const { t, format } = useTranslation()
  const failureText = useFailureText()
  const session = useSession()
  const { links, failure, isBusy, state, stateAll, remove } = useCityLinks(model.city.code)
  const [kind, setKind] = useState<LinkKind>('ferry')
  const [pointed, setPointed] = useState<string | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const [isSure, setSure] = useState(false)

  useEffect(() => {
    if (!links) return
    const isPointed = ({ link }: ProposedCityLink) => link === pointed
    onLines([
      ...links.proposed.map((link): MapLink => ({ ...link, kind: 'proposed', isPointed: isPointed(link) })),
      ...links.links.map((link): MapLink => ({ ...link, isPointed: isPointed(link) })),
    ])
  }, [links, pointed, onLines])
  useEffect(() => () => onLines(null), [onLines])

  const follow = useCallback((doing: Promise<boolean>, what: Done) => {
    setDone(null)
    setSure(false)
    void doing.then((isDone) => isDone && setDone(what))
  }, [])
  const addPair = useCallback(
    (a: number, b: number) => follow(state(`${a}-${b}`, { kind }), { act: 'confirm', cells: [a, b] }),
    [kind, state, follow],
  )
  const { picked, toggle } = usePlacePicker(bound, addPair)

  const placeText = useCallback(
    ({ district, isNear }: CellPlace): string =>
      district === null ? t.links.noDistrict : isNear ? t.links.near({ district }) : district,
    [t],
  )
  const endsOf = useCallback(
    (cells: Ends): string => {
      const plan = session.plan()?.cells.plan
      const gridNameAt = (cell: number) => plan?.grids.get(plan.assignment[cell]!)?.name
      const [from, to] = namesOfEnds(cells, placeText, { model, gridNameAt })
      return t.links.ends({ from, to })
    },
    [t, session, model, placeText],
  )
  const ends = useMemo(
    () => new Map([...(links?.links ?? []), ...(links?.proposed ?? [])].map((one) => [one.link, endsOf(cellsOf(one))])),
    [links, endsOf],
  )
  const rowOf = (link: ProposedCityLink | CityLink, acts: Partial<Record<Act, () => Promise<boolean>>>) => {
    return (
      <LinkRow
        key={link.link}
        link={link}
        ends={ends.get(link.link) ?? ''}
        label={'kind' in link ? [t.links.kind[link.kind], link.name].filter(Boolean).join(' ') : null}
        actions={Object.entries(acts).map(([act, run]): LinkAction => {
          const known = act as Act
          return { text: t.links[known], run: () => follow(run(), { act: known, cells: cellsOf(link) }) }
        })}
        isPointed={link.link === pointed}
        isBusy={isBusy}
        onPoint={(isPointed) => setPointed(isPointed ? link.link : null)}
        onShow={() => onShow({ ...link, kind: 'proposed' })}
      />
    )
  }
  const { links: stated = [], proposed = [] } = links ?? {}
  const doneText =
    done &&
    t.links.actOn({
      act: t.links[done.act],
      link: 'cells' in done ? endsOf(done.cells) : t.links.all({ count: format.integer(done.count) }),
    })
  const confirmAll = (): void => {
    const all = proposed.map(({ link }) => ({ link, kind }))
    if (isSure) follow(stateAll(all), { act: 'confirm', count: all.length })
    else setSure(true)
  }
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
            : t.links.pickSecond({ place: placeText(placeOfCell(model, picked[0])) })
          : failure
            ? failureText(failure)
            : doneText}
      </p>
      {links && stated.length + proposed.length === 0 && <p className={classes.text}>{t.links.onePiece}</p>}
      <div className={classes.lists}>
        {stated.length > 0 && <h3>{t.links.stated({ count: format.integer(stated.length) })}</h3>}
        <ul data-testid="stated-links">{stated.map((link) => rowOf(link, { remove: () => remove(link.link) }))}</ul>
        {proposed.length > 0 && (
          <div className={classes.listHead}>
            <h3>{t.links.proposed({ count: format.integer(proposed.length) })}</h3>
            <Button
              size="compact-xs"
              variant={isSure ? 'filled' : 'subtle'}
              disabled={isBusy}
              data-testid="confirm-all-links"
              onClick={confirmAll}
              onBlur={() => setSure(false)}
            >
              {isSure
                ? t.links.confirmAllSure({ count: format.integer(proposed.length), kind: t.links.kind[kind] })
                : t.links.confirmAll}
            </Button>
          </div>
        )}
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
