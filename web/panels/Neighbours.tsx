import { UnstyledButton } from '@mantine/core'
import { useMemo } from 'react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './StrokePanel.module.css'
import { Swatch } from './Swatch.tsx'

/** As many as there are keys. */
const mostNeighbours = 9

/** The grids that touch the one in hand, each with its key: the one that is chosen gets, or gives, alone. */
export function Neighbours({ grid }: { grid: number }) {
  const { t } = useTranslation()
  const session = useSession()
  const rows = useSessionState((state) => state.grids)
  const edition = useSessionState((state) => state.edition)
  const partner = useSessionState((state) => state.partner)
  // biome-ignore lint/correctness/useExhaustiveDependencies: cells change hands with each edition
  const neighbours = useMemo(
    () => session.gridEdits.neighboursOf(grid).slice(0, mostNeighbours),
    [session, grid, edition],
  )
  return (
    <fieldset className={classes.neighbours} data-testid="neighbours">
      <legend>{t.tools.neighbours}</legend>
      {neighbours.map((number, place) => {
        const row = rows.find((one) => one.number === number)
        return (
          <UnstyledButton
            key={number}
            className={classes.neighbour}
            aria-pressed={partner === number}
            onMouseEnter={() => session.pointAt(number)}
            onMouseLeave={() => session.pointAt(0)}
            onClick={() => session.setPartner(partner === number ? 0 : number)}
          >
            <kbd>{place + 1}</kbd>
            <Swatch colour={row?.colour} />
            {row?.name.replace(/网格$/, '')}
          </UnstyledButton>
        )
      })}
    </fieldset>
  )
}
