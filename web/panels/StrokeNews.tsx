import { VisuallyHidden } from '@mantine/core'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'

/** One sentence a stroke, for who hears the page: what was made of it, or why it would change nothing. */
export function StrokeNews() {
  const { t, format } = useTranslation()
  const refusalText = useRefusalText()
  const stroke = useSessionState((state) => state.stroke)
  const row = useSessionState((state) => state.grids.find(({ number }) => number === state.stroke?.receiving.grid))
  const isDone = stroke !== null && !stroke.isDrawing
  return (
    <VisuallyHidden aria-live="polite" data-testid="stroke-news">
      {stroke?.refusal
        ? refusalText(stroke.refusal, stroke.receiving.grid)
        : isDone &&
          row &&
          t.strokeNews({
            count: format.integer(stroke.cellCount),
            grid: row.name,
            customers: format.integer(row.figures.customers ?? 0),
            deviation: format.deviation(row.deviations.customers ?? null),
          })}
    </VisuallyHidden>
  )
}
