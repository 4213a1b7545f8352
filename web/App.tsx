import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import type { DialogName } from './dialogs/dialogName.ts'
import { GridDialogs } from './dialogs/GridDialogs.tsx'
import { PartitionDialog } from './dialogs/PartitionDialog.tsx'
import { ShortcutsDialog } from './dialogs/ShortcutsDialog.tsx'
import { SessionProvider, useSessionState } from './hooks/SessionContext.tsx'
import { useShortcuts } from './hooks/useShortcuts.ts'
import { TranslationProvider, useTranslation } from './i18n/Translation.tsx'
import { Header } from './panels/Header.tsx'
import { MapPane } from './panels/MapPane.tsx'
import { Notices } from './panels/Notices.tsx'
import { SidePanel } from './panels/SidePanel.tsx'
import type { Session } from './session/session.ts'
import { readableColours, theme } from './theme.ts'

// What is not of the brush comes when it is asked for.
const History = lazy(() => import('./life/History.tsx').then((found) => ({ default: found.History })))

export function App({ session }: { session: Session }) {
  const { subscribe, get } = session.store
  const currency = useSyncExternalStore(subscribe, () => get().model?.city.currency ?? '')
  const timezone = useSyncExternalStore(subscribe, () => get().model?.city.timezone)
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColours} forceColorScheme="light">
      <SessionProvider value={session}>
        <TranslationProvider currency={currency} timezone={timezone}>
          <Notifications
            position="top-center"
            limit={3}
            autoClose={7000}
            containerWidth={460}
            notificationMaxHeight={480}
          />
          <Workbench />
        </TranslationProvider>
      </SessionProvider>
    </MantineProvider>
  )
}

/** Past the list, which is long, for who goes by keyboard. */
function SkipLink() {
  const { t } = useTranslation()
  return (
    <button type="button" className="skip" onClick={() => document.getElementById('map')?.focus()}>
      {t.skipToMap}
    </button>
  )
}

function Workbench() {
  const [dialog, setDialog] = useState<DialogName | null>(null)
  useShortcuts(() => setDialog('shortcuts'))
  const hasHistory = useSessionState((state) => state.history !== null)
  const close = (): void => setDialog(null)
  return (
    <div className="workbench">
      <SkipLink />
      <Header onDialog={setDialog} />
      <SidePanel onPartition={() => setDialog('partition')} />
      <MapPane onPartition={() => setDialog('partition')} />
      {hasHistory && (
        <Suspense>
          <History />
        </Suspense>
      )}
      <Notices />
      <PartitionDialog isOpen={dialog === 'partition'} onClose={close} />
      <GridDialogs />
      <ShortcutsDialog isOpen={dialog === 'shortcuts'} onClose={close} />
    </div>
  )
}
