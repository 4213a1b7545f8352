import { SegmentedControl } from '@mantine/core'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import type { ColourBy } from '../session/state.ts'
import classes from './MapPane.module.css'

/** What the map's colours say. */
export function ColourChoice() {
  const { t } = useTranslation()
  const session = useSession()
  const colourBy = useSessionState((state) => state.colourBy)
  return (
    <div className={`${classes.card} ${classes.colours}`} data-over-map>
      <SegmentedControl
        size="xs"
        aria-label={t.colourBy}
        value={colourBy}
        onChange={(value) => session.setColourBy(value as ColourBy)}
        data={[
          { value: 'grid', label: t.colourByGrid },
          { value: 'deviation', label: t.colourByDeviation },
          { value: 'density', label: t.colourByDensity },
        ]}
      />
    </div>
  )
}
