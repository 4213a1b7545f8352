import { Loader, Tooltip, UnstyledButton } from '@mantine/core'
import { IconCloudCheck, IconCloudOff } from '@tabler/icons-react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './Header.module.css'

/** Whether everything drawn so far is on the server. */
export function SaveState() {
  const { t, format } = useTranslation()
  const session = useSession()
  const saving = useSessionState((state) => state.saving)
  if (!saving) return null
  const { phase, revision } = saving
  const count = format.integer(saving.unsaved)
  const [icon, text, hint] = {
    idle: [<IconCloudCheck key="i" size={17} />, t.saved({ revision: format.integer(revision) }), t.savedHint],
    sending: [<Loader key="i" size={13} color="var(--on-dark-soft)" />, t.saving({ count }), ''],
    waiting: [<IconCloudOff key="i" size={17} />, t.offline({ count }), t.offlineHint],
  }[phase]
  return (
    <Tooltip label={hint} disabled={!hint} multiline w={280}>
      <UnstyledButton
        className={classes.save}
        data-phase={phase}
        data-testid="save-state"
        data-revision={revision}
        onClick={session.retrySave}
        tabIndex={phase === 'waiting' ? 0 : -1}
      >
        {icon}
        <span role="status">{text}</span>
      </UnstyledButton>
    </Tooltip>
  )
}
