import { ActionIcon, Checkbox, Popover, Stack, Text, Tooltip } from '@mantine/core'
import { IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { unitColours } from '../map/unitShapes.ts'

/** Which of the city's places the map shows, by kind. */
export function LayersButton() {
  const { t, format } = useTranslation()
  const session = useSession()
  const units = useSessionState((state) => state.units)
  const shown = useSessionState((state) => state.shownUnits)
  const city = useSessionState((state) => state.model?.city.code ?? 'demo')
  const [isOpen, setOpen] = useState(false)
  const toggle = (): void => {
    if (!isOpen) void session.places.readUnits()
    setOpen(!isOpen)
  }
  const counts = units ? [...units.counts] : []
  return (
    <Popover opened={isOpen} onChange={setOpen} position="left-end" withArrow trapFocus>
      <Popover.Target>
        <Tooltip label={t.layers.title} position="left" disabled={isOpen}>
          <ActionIcon
            variant={shown.length > 0 ? 'light' : 'subtle'}
            color={shown.length > 0 ? 'tide' : 'gray'}
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
      <Popover.Dropdown data-testid="layers">
        <Stack gap={8}>
          {counts.map(([kind, count]) => (
            <Checkbox
              key={kind}
              size="xs"
              data-testid={`layer-${kind}`}
              checked={shown.includes(kind)}
              onChange={() =>
                session.places.showUnits(shown.includes(kind) ? shown.filter((one) => one !== kind) : [...shown, kind])
              }
              label={
                <>
                  <span className="swatch" style={{ background: unitColours[kind] }} /> {t.layers.kind[kind]}{' '}
                  {format.integer(count)}
                </>
              }
            />
          ))}
          {counts.length === 0 && (
            <Text size="xs" maw={240}>
              {units ? t.layers.none({ city }) : t.layers.reading}
            </Text>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
