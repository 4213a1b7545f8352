import { ActionIcon, Button } from '@mantine/core'
import { IconPin, IconPinnedOff, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { valuesOf } from '../../partition/index.ts'
import type { BoundMap } from '../binding/bindMap.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { usePlaceName } from '../hooks/usePlaceName.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { PlaceRef } from '../map/placeLayers.ts'
import type { Barrier } from '../model/barriersModel.ts'
import type { AccountSite, Outlet } from '../model/sitesModel.ts'
import { unitInPlan } from '../model/unitFacts.ts'
import type { Unit } from '../model/unitsModel.ts'
import mapClasses from './MapPane.module.css'
import classes from './PlacePopover.module.css'
import { PlaceSwatch } from './PlaceSwatch.tsx'
import { ShortName } from './ShortName.tsx'

/** More would not be read, and cover the map. */
const mostPlaces = 4

/** What is known of the places that were pressed, at the place itself; a unit can be pinned from here. */
export function PlacePopover({ bound }: { bound: BoundMap }) {
  const { t } = useTranslation()
  const session = useSession()
  const [element, setElement] = useState<HTMLElement | null>(null)
  const places = useSessionState((state) => state.pickedPlaces?.places ?? null)
  useEffect(() => bound.onPlaces(setElement), [bound])
  if (!element || !places) return null
  return createPortal(
    <section className={classes.popover} data-over-map data-testid="place-popover" aria-label={t.layers.place}>
      <ActionIcon
        className={classes.close}
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t.close}
        onClick={() => session.places.pick(null)}
      >
        <IconX size={16} />
      </ActionIcon>
      {places.slice(0, mostPlaces).map((place) => (
        <PickedPlace key={`${place.kind} ${place.id}`} place={place} />
      ))}
    </section>,
    element,
  )
}

function PickedPlace({ place: { kind, id } }: { place: PlaceRef }) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const unit = useSessionState(({ shownUnits, units }) => shownUnits?.byId(id) ?? units?.byId(id))
  const barrier = useSessionState(({ barriers }) => barriers?.byId(id))
  const isOutlet = kind === 'own-outlet' || kind === 'social-outlet'
  const outlet = useSessionState(({ sites }) => (isOutlet ? sites?.outlet(id) : undefined))
  const isAccount = kind === 'key-account' || kind === 'listed-account'
  const site = useSessionState(({ sites }) => (isAccount ? sites?.accountSite(id) : undefined))
  return (
    <article className={classes.place} data-layer={kind} data-place={id}>
      <h3>
        <PlaceSwatch layer={kind} />
        <span className={classes.name}>
          <ShortName name={name({ kind, id })} />
        </span>
        <small>{t.layers.one[kind]}</small>
      </h3>
      {unit && <UnitFacts unit={unit} />}
      {barrier && <BarrierFacts barrier={barrier} />}
      {outlet && <OutletFacts outlet={outlet} />}
      {site && <AccountFacts site={site} />}
      {kind === 'subdistrict' && <AreaFacts code={id} />}
    </article>
  )
}

/** The name of the grid that a cell lies in. */
function useGridName(): (cell: number | null) => string {
  const { t } = useTranslation()
  const session = useSession()
  const grids = useSessionState((state) => state.grids)
  const assignment = session.plan()?.cells.plan.assignment
  return (cell) =>
    cell === null
      ? t.layers.outside
      : (grids.find(({ number }) => number === assignment?.[cell])?.name ?? t.unassignedPool)
}

function OutletFacts({ outlet: { properties } }: { outlet: Outlet }) {
  const { t } = useTranslation()
  const gridName = useGridName()
  const { status, cell } = properties
  return (
    <Facts
      facts={[
        ...(status === null ? [] : [[t.layers.status, t.layers.statusOf[status]] as const]),
        [t.layers.grid, gridName(cell)],
      ]}
    />
  )
}

function AccountFacts({ site: { properties } }: { site: AccountSite }) {
  const { t } = useTranslation()
  const { life } = useSession()
  const figures = useFigures()
  const gridName = useGridName()
  const { account, grade, siteName, name, cell } = properties
  return (
    <>
      <Facts
        facts={[
          ...(grade === null ? [] : [[t.layers.grade, grade] as const]),
          ...(siteName === name ? [] : [[t.layers.site, siteName] as const]),
          ...Object.entries(properties.figures).map(
            ([key, value]) => [figures.title(key), figures.short(key, value)] as const,
          ),
          [t.layers.grid, gridName(cell)],
        ]}
      />
      <Button
        size="xs"
        variant="light"
        fullWidth
        data-testid="owners-of-account"
        aria-label={`${t.layers.owners} ${name}`}
        onClick={() => life.showChanges(account)}
      >
        {t.layers.owners}
      </Button>
    </>
  )
}

function AreaFacts({ code }: { code: string }) {
  const { t } = useTranslation()
  const parent = useSessionState(({ subdistricts, model }) => {
    const own = subdistricts.find(({ id }) => id === code)
    return model?.districts.features.find(({ id }) => id === own?.properties.parentCode)?.properties.name
  })
  return parent === undefined ? null : <Facts facts={[[t.layers.district, parent]]} />
}

function UnitFacts({ unit }: { unit: Unit }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const snapshot = useSessionState((state) => state.snapshot)
  const grids = useSessionState((state) => state.grids)
  const plan = session.plan()?.cells.plan
  const { households, penetration, name } = unit.properties
  const lie = plan ? unitInPlan(unit, plan) : null
  const customers = snapshot && valuesOf(snapshot.facts, 'customers')
  const names = (lie?.grids ?? []).map((grid) => grids.find(({ number }) => number === grid)?.name ?? t.unassignedPool)
  const isWhole = lie !== null && lie.grids.length === 1 && lie.grids[0]! > 0
  const sum = lie && customers && lie.cells.reduce((all, cell) => all + customers[cell]!, 0)
  const facts: Fact[] = [
    ...(households === null ? [] : [[t.layers.householdsTitle, format.integer(households)] as const]),
    ...(penetration === null ? [] : [[t.layers.penetration, format.percent(penetration)] as const]),
    ...(sum === null || names.length === 0 ? [] : [[t.layers.customers, format.integer(sum)] as const]),
    ...(names.length === 0 ? [] : [[t.layers.grid, names.join(t.listSeparator)] as const]),
  ]
  const why =
    lie === null || isWhole
      ? null
      : lie.cells.length === 0
        ? t.layers.noCell
        : lie.grids.length > 1
          ? t.layers.cutApart({ grids: format.integer(lie.grids.length) })
          : t.layers.inNoGrid
  return (
    <>
      <Facts facts={facts} />
      {lie && (
        <Button
          size="xs"
          variant="light"
          fullWidth
          disabled={!isWhole}
          leftSection={lie.isPinned ? <IconPinnedOff size={15} /> : <IconPin size={15} />}
          data-testid={lie.isPinned ? 'unpin-unit' : 'pin-unit'}
          aria-label={`${lie.isPinned ? t.layers.unpin : t.layers.pin} ${name}`}
          onClick={() => session.gridEdits.pinUnit(unit, !lie.isPinned)}
        >
          {lie.isPinned ? t.layers.unpin : t.layers.pin}
        </Button>
      )}
      {why && (
        <p className={classes.why} data-testid="pin-not">
          {why}
        </p>
      )}
    </>
  )
}

function BarrierFacts({ barrier: { properties } }: { barrier: Barrier }) {
  const { t, format } = useTranslation()
  const pairs = format.integer(properties.pairs.length / 2)
  return (
    <p className={classes.why}>
      {properties.kind === 'crossing' ? t.layers.joins({ pairs }) : t.layers.parts({ pairs })}
    </p>
  )
}

type Fact = readonly [title: string, value: string]

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={mapClasses.facts}>
      {facts.map(([title, value]) => (
        <div key={title} style={{ display: 'contents' }}>
          <dt>{title}</dt>
          <dd className="figure" title={value}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
