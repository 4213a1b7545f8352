import { Button, Loader, Stack } from '@mantine/core'
import { IconRefresh, IconWand } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { divisionTitle } from '../../server/contract/divisions.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './MapPane.module.css'

/** What covers the map while there is nothing on it: loading, nothing there yet, or a failure with a way out. */
export function ScreenOverlay({ mapError, onPartition }: { mapError: string | null; onPartition: () => void }) {
  const { t, language } = useTranslation()
  const session = useSession()
  const failureText = useFailureText()
  const cities = useSessionState((state) => state.cities)
  const plans = useSessionState((state) => state.plans)
  const screen = useSessionState((state) => state.screen)
  const divisions = useSessionState((state) => state.divisions)
  const division = useSessionState((state) => state.division)
  const city = useSessionState((state) => state.model?.city.code ?? 'demo')

  const own = divisions.length > 1 && divisions.find(({ key }) => key === division)
  const noPlanTitle = own ? t.noPlanOf({ division: divisionTitle(own, language) }) : t.noPlanTitle

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
        <Message title={noPlanTitle} text={t.noPlanText}>
          <Button leftSection={<IconWand size={16} />} onClick={onPartition}>
            {t.runPartition}
          </Button>
        </Message>
      )
    case 'no-such-city':
      return (
        <Message title={t.noSuchCityTitle} text={t.noSuchCityText({ code: screen.code })} testId="no-such-city">
          <Choices
            choices={cities.map(({ code, name }) => ({ key: code, label: `${name} (${code})` }))}
            onChoose={(code) => void session.openCity(code)}
          />
        </Message>
      )
    case 'no-such-plan':
      return (
        <Message
          title={t.noSuchPlanTitle}
          text={t[plans.length > 0 ? 'noSuchPlanText' : 'noSuchPlanNone']({ plan: screen.planId })}
          testId="no-such-plan"
        >
          {plans.length > 0 ? (
            <Choices
              choices={plans.map(({ planId, name }) => ({ key: planId, label: `${name} (${planId})` }))}
              onChoose={(planId) => void session.openPlan(planId)}
            />
          ) : (
            <Button leftSection={<IconWand size={16} />} onClick={onPartition}>
              {t.runPartition}
            </Button>
          )}
        </Message>
      )
    case 'failed':
      return (
        <Message title={t.failedTitle} text={failureText(screen.failure)}>
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
  testId?: string
  children?: ReactNode
}

/** Ways out of a screen, one a line; many of them scroll. */
function Choices({
  choices,
  onChoose,
}: {
  choices: readonly { key: string; label: string }[]
  onChoose: (key: string) => void
}) {
  return (
    <Stack gap={6} mah={280} style={{ overflowY: 'auto' }}>
      {choices.map(({ key, label }) => (
        <Button key={key} variant="light" flex="none" onClick={() => onChoose(key)}>
          {label}
        </Button>
      ))}
    </Stack>
  )
}

function Message({ title, text, detail, testId, children }: MessageProps) {
  return (
    <div className={classes.screen}>
      <section className={`${classes.card} ${classes.screenCard}`} role="alert" data-testid={testId}>
        <h2>{title}</h2>
        {text && <p>{text}</p>}
        {detail && <pre>{detail}</pre>}
        {children}
      </section>
    </div>
  )
}
