import { Button, Loader } from '@mantine/core'
import { IconRefresh, IconWand } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession, useSessionState } from '../state/SessionContext.tsx'
import classes from './MapPane.module.css'

/** What covers the map while there is nothing on it: loading, nothing there yet, or a failure with a way out. */
export function ScreenOverlay({ mapError, onPartition }: { mapError: string | null; onPartition: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const screen = useSessionState((state) => state.screen)
  const city = useSessionState((state) => state.model?.city.code ?? 'demo')

  if (mapError !== null) return <Message title={t.failedTitle} text={t.mapFailed} detail={mapError} />
  switch (screen.kind) {
    case 'ready':
      return null
    case 'loading':
      return (
        <div className={classes.screen} role="status" data-testid="loading">
          <div className={`${classes.card} ${classes.loading}`}>
            <Loader size={18} />
            {{ server: t.loadingServer, city: t.loadingCity, plan: t.loadingPlan }[screen.step]}
          </div>
        </div>
      )
    case 'no-city':
      return (
        <Message
          title={t.noCityTitle}
          text={t.noCityText}
          detail={
            'npx shapan city create taipei --name 臺北 --resolution 9 --boundary districts.geojson --crs wgs84\n' +
            'npx shapan import taipei areas.csv --crs wgs84 --map id=code,lon=lon,lat=lat,customers=households,revenue=income'
          }
        />
      )
    case 'no-data':
      return (
        <Message
          title={t.noDataTitle}
          text={t.noDataText}
          detail={`npx shapan import ${city} customers.csv --crs wgs84 --map id=id,lon=lon,lat=lat,revenue=revenue`}
        />
      )
    case 'no-plan':
      return (
        <Message title={t.noPlanTitle} text={t.noPlanText}>
          <Button leftSection={<IconWand size={16} />} onClick={onPartition}>
            {t.runPartition}
          </Button>
        </Message>
      )
    case 'failed':
      return (
        <Message
          title={t.failedTitle}
          text={screen.isOffline ? t.failedOffline : ''}
          {...(screen.isOffline ? {} : { detail: screen.message })}
        >
          <Button leftSection={<IconRefresh size={16} />} onClick={() => void session.start()} mt={14}>
            {t.retry}
          </Button>
        </Message>
      )
  }
}

interface MessageProps {
  title: string
  text: string
  detail?: string
  children?: ReactNode
}

function Message({ title, text, detail, children }: MessageProps) {
  return (
    <div className={classes.screen}>
      <section className={`${classes.card} ${classes.screenCard}`} role="alert">
        <h2>{title}</h2>
        {text && <p>{text}</p>}
        {detail && <pre>{detail}</pre>}
        {children}
      </section>
    </div>
  )
}
