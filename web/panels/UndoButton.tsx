import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { modifierKey } from '../hooks/modifierKey.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'

/** In the notice of what was done: takes it back. */
export function UndoButton() {
  const { t } = useTranslation()
  const session = useSession()
  const undo = (): void => {
    notifications.hide('edited')
    session.undo()
  }
  return (
    <Button size="compact-xs" variant="light" onClick={undo} data-testid="undo-edit">
      {t.undo} {modifierKey}Z
    </Button>
  )
}
