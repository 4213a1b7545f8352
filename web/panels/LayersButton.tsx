import { ActionIcon, Checkbox, Popover, Tooltip } from '@mantine/core'
import { IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import type { LayerKey } from '../map/placeLooks.ts'
import classes from './LayersButton.module.css'
import { PlaceSwatch } from './PlaceSwatch.tsx'

/** The legend of the city's own places, with a switch for each kind there is any of. */
export function LayersButton() {
  const { t } = useTranslation()
  const session = useSession()
  const [isOpen, setOpen] = useState(false)
  const toggle = (): void => {
    if (!isOpen) void session.places.read()
    setOpen(!isOpen)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="left-end" withArrow trapFocus withRoles={false}>
      <Popover.Target>
        <Tooltip label={t.layers.title} position="left" disabled={isOpen}>
          <ActionIcon
            variant={isOpen ? 'light' : 'subtle'}
            color={isOpen ? 'tide' : 'gray'}
            size={30}
            aria-label={t.layers.title}
            aria-expanded={isOpen}
            data-testid="open-layers"
            onClick={toggle}
          >
            <IconStack2 size={17} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t.layers.title} data-testid="layers">
        <Layers />
      </Popover.Dropdown>
    </Popover>
  )
}

function Layers() {
  const { t, format } = useTranslation()
  const session = useSession()
  const units = useSessionState((state) => state.units)
  const barriers = useSessionState((state) => state.barriers)
  const sites = useSessionState((state) => state.sites)
  const subdistricts = useSessionState((state) => state.subdistricts.length)
  const hidden = useSessionState((state) => state.hiddenLayers)
  const city = useSessionState((state) => state.model?.city.code ?? 'demo')
  const districts = useSessionState((state) => state.model?.districtNames.length ?? 0)
  const groups: { title: string; layers: [LayerKey, number][] }[] = [
    { title: t.layers.units, layers: [...(units?.counts ?? [])] },
    { title: t.layers.barriers, layers: [...(barriers?.counts ?? [])] },
    { title: t.layers.sites, layers: Array.from(sites?.layers ?? [], ([layer, { length }]) => [layer, length]) },
    {
      title: t.layers.areas,
      layers: (
        [
          ['district', districts],
          ['subdistrict', subdistricts],
        ] as [LayerKey, number][]
      ).filter(([, count]) => count > 0),
    },
  ]
  const isBare = units !== null && groups.slice(0, 3).every(({ layers }) => layers.length === 0)
  return (
    <div className={classes.layers}>
      {groups
        .filter(({ layers }) => layers.length > 0)
        .map(({ title, layers }) => (
          <fieldset key={title} className={classes.group}>
            <legend>{title}</legend>
            {layers.map(([layer, count]) => (
              <Checkbox
                key={layer}
                size="xs"
                data-testid={`layer-${layer}`}
                checked={!hidden.includes(layer)}
                onChange={(event) => void session.places.showLayer(layer, event.currentTarget.checked)}
                styles={{ body: { alignItems: 'center' }, labelWrapper: { flex: 1 } }}
                label={
                  <span className={classes.row}>
                    <PlaceSwatch layer={layer} />
                    <b>{t.layers.kind[layer]}</b>
                    <span className="figure">{format.integer(count)}</span>
                  </span>
                }
              />
            ))}
          </fieldset>
        ))}
      {(units === null || isBare) && (
        <p className={classes.note}>{units === null ? t.layers.reading : t.layers.none({ city })}</p>
      )}
    </div>
  )
}
