import { Button, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useAuthorText } from '../hooks/useAuthorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { OthersStroke } from '../model/othersStroke.ts'

/** There is nothing of one's own to undo: whose the last stroke is, and to take it back all the same. */
export function OthersStrokeNotice({ stroke }: { stroke: OthersStroke }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const authorText = useAuthorText()
  const grid = useSessionState(({ grids }) => grids.find(({ number }) => number === stroke.grid)?.name)
  const told = {
    who: authorText(stroke.author),
    time: stroke.createdAt ? format.time(stroke.createdAt) : '',
  }
  const undo = (): void => {
    notifications.hide('nothing-own')
    session.undoOthers(stroke.commandId)
  }
  return (
    <Stack gap={6} align="flex-start" c="var(--ink)">
      <span>
        {stroke.cells > 0
          ? t.othersStroke({ ...told, count: format.integer(stroke.cells), grid: grid ?? t.unassignedPool })
          : t.othersEdit({ ...told, grid: grid ?? t.goneGrid })}
      </span>
      <Button size="compact-sm" variant="light" onClick={undo} data-testid="undo-others">
        {t.undoOthers}
      </Button>
    </Stack>
  )
}
