import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession, useSessionState } from '../state/SessionContext.tsx'
import { useRefusalText } from './useRefusalText.ts'

/** Shows the session's notices, one after the other; draws nothing itself. */
export function Notices() {
  const { t, format } = useTranslation()
  const session = useSession()
  const refusalText = useRefusalText()
  const notice = useSessionState((state) => state.notice)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a notice is shown once, in the language of that moment
  useEffect(() => {
    if (!notice) return
    const reason = notice.refusal ? refusalText(notice.refusal, notice.grid ?? 0) : ''
    const shown = {
      refused: { color: 'red', title: t.refusedTitle, message: `${reason}${t.rolledBack}` },
      'undo-refused': { color: 'red', title: t.undoRefusedTitle, message: reason },
      'pick-grid': { color: 'tide', title: t.pickGridTitle, message: t.pickReceiverHint },
      'locked-receiver': { color: 'red', title: t.lockedReceiverTitle, message: t.lockedHint },
      reapplied: {
        color: 'tide',
        title: t.reappliedTitle,
        message: t.reapplied({
          count: format.integer(notice.count ?? 0),
          refused: format.integer(notice.refused ?? 0),
        }),
      },
      'partition-done': {
        color: 'tide',
        title: t.partitionDone,
        message: (
          <Button size="compact-sm" variant="light" onClick={() => void session.openPlan(notice.plan!.planId)}>
            {t.openPlan({ name: notice.plan?.name ?? '' })}
          </Button>
        ),
      },
      'storage-full': { color: 'orange', title: t.storageFullTitle, message: t.storageFullText },
    }[notice.kind]
    notifications.show({ ...shown, id: notice.kind, withBorder: true, 'data-testid': `notice-${notice.kind}` })
  }, [notice])
  return null
}
