import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useAuthorText } from '../hooks/useAuthorText.ts'
import { useCommandText } from '../hooks/useCommandText.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { Notice } from '../session/state.ts'
import { OthersStrokeNotice } from './OthersStrokeNotice.tsx'
import { RunOutcomeNotice } from './RunOutcomeNotice.tsx'
import { UndoButton } from './UndoButton.tsx'

/** Shows the session's notices, one after the other; draws nothing itself. */
export function Notices() {
  const { t, format } = useTranslation()
  const refusalText = useRefusalText()
  const authorText = useAuthorText()
  const failureText = useFailureText()
  const commandText = useCommandText()
  const frozenText = useFrozenText()
  const notice = useSessionState((state) => state.notice)
  const keptText = ({ left = [] }: Notice): string =>
    left
      .map(({ author, cells }) => t.keptCells({ count: format.integer(cells.length), who: authorText(author) }))
      .join('')

  // biome-ignore lint/correctness/useExhaustiveDependencies: a notice is shown once, in the language of that moment
  useEffect(() => {
    if (!notice) return
    const changedBy = notice.changedBy ? t.changedSinceBy({ who: authorText(notice.changedBy) }) : ''
    const kept = keptText(notice)
    const reason = notice.refusal ? refusalText(notice.refusal, notice.grid ?? 0) : ''
    const shown = {
      refused: { color: 'red', title: t.refusedTitle, message: `${reason}${t.rolledBack}` },
      'undo-refused': { color: 'red', title: t.undoRefusedTitle, message: `${reason}${changedBy}` },
      'undo-kept': { color: 'orange', title: t.undoKeptTitle, message: kept },
      'undo-dropped': { color: 'orange', title: t.undoDroppedTitle, message: kept },
      'nothing-own': {
        color: 'orange',
        title: t.undoNothing,
        message: notice.othersLast && <OthersStrokeNotice stroke={notice.othersLast} />,
        autoClose: 20_000,
      },
      'data-unread': {
        color: 'red',
        title: t.dataUnread,
        message: notice.failure && failureText(notice.failure),
      },
      edited: {
        color: 'tide',
        title: notice.command && commandText(notice.command),
        message: <UndoButton />,
      },
      'stroke-mended': {
        color: 'tide',
        title: t.strokeMended({ count: format.integer(notice.count ?? 0) }),
        message: <UndoButton />,
      },
      frozen: { color: 'tide', title: t.life.frozenTitle, message: frozenText ?? '' },
      'not-done': { color: 'red', title: t.life.failed, message: notice.failure && failureText(notice.failure) },
      'pick-grid': { color: 'tide', title: t.pickGridTitle, message: t.pickReceiverHint },
      'locked-receiver': { color: 'red', title: t.lockedReceiverTitle, message: t.lockedHint },
      'set-aside': {
        color: 'orange',
        title: t.tray.notice({ count: format.integer(notice.count ?? 0) }),
        message: t.tray.hint,
      },
      'partition-done': {
        color: 'tide',
        title: t.partitionDone,
        message: <RunOutcomeNotice notice={notice} />,
        // Long enough to be read; what it says of the plan stays in the side panel.
        autoClose: notice.outcome && notice.outcome.warnings.length > 0 ? 20_000 : 10_000,
      },
      'storage-full': { color: 'orange', title: t.storageFullTitle, message: t.storageFullText },
    }[notice.kind]
    // One of the same kind that still shows would keep this one away.
    notifications.hide(notice.kind)
    notifications.show({
      ...shown,
      id: notice.kind,
      withBorder: true,
      closeButtonProps: { 'aria-label': t.close },
      'data-testid': `notice-${notice.kind}`,
    })
  }, [notice])
  return null
}
