import { Alert, Button, Loader, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { plainOf } from '../../server/contract/plainText.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { getCustomerHistory, getOwnership } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { isCivilDate } from '../model/civilDays.ts'
import type { AskedOwner } from '../session/state.ts'
import { OwnerAnswer } from './OwnerAnswer.tsx'
import { OwnerHistory } from './OwnerHistory.tsx'
import classes from './owners.module.css'
import { useAnswer } from './useAnswer.ts'

interface OwnerLookupProps {
  city: string
  list: VersionList
  /** grows with what is done about owners */
  news: number
  onPropose: (customer: string) => void
  onClaim: (customer: string) => void
}

/** Why is this customer ours: on a date, and how it came about. */
export function OwnerLookup({ city, list, news, onPropose, onClaim }: OwnerLookupProps) {
  const { t } = useTranslation()
  const { life } = useSession()
  const failureText = useFailureText()
  const asked = useSessionState((state) => state.askedOwner)
  const division = useSessionState((state) => state.division)
  const [customer, setCustomer] = useState('')
  const [date, setDate] = useState(list.today)
  const askedCustomer = asked && 'customer' in asked ? asked.customer : null
  useEffect(() => setCustomer(askedCustomer ?? ''), [askedCustomer])

  const question = asked && isCivilDate(date) ? questionOf(asked, date, division) : null
  const state = `${city} ${list.change} ${news}`
  const found = useAnswer(question && `${JSON.stringify(question)} ${state}`, () => getOwnership(city, question!))
  const past = useAnswer(askedCustomer && `${askedCustomer} ${state}`, () => getCustomerHistory(city, askedCustomer!))

  const ask = (event: FormEvent): void => {
    event.preventDefault()
    const id = plainOf(customer)
    if (id !== '') life.askOwner({ customer: id })
  }
  const failure = found.failure
  return (
    <>
      <form className={classes.bar} onSubmit={ask}>
        <TextInput
          size="xs"
          className={classes.customer}
          aria-label={t.owners.ask.customer}
          placeholder={t.owners.ask.customer}
          data-testid="asked-customer"
          maxLength={200}
          value={customer}
          onChange={(event) => setCustomer(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          size="xs"
          aria-label={t.owners.ask.date}
          data-testid="asked-date"
          value={date}
          error={!isCivilDate(date)}
          onChange={(event) => setDate(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" data-testid="ask-owner" disabled={plainOf(customer) === ''}>
          {t.owners.ask.go}
        </Button>
        {date !== list.today && (
          <Button size="compact-xs" variant="subtle" onClick={() => setDate(list.today)}>
            {t.owners.ask.today}
          </Button>
        )}
      </form>
      <div className={classes.scroll}>
        {!asked ? (
          <p className={classes.hint} data-testid="owners-hint">
            {list.versions.length === 0 ? t.owners.ask.notOpen : t.owners.ask.hint}
          </p>
        ) : (
          <div className={classes.columns}>
            {failure ? (
              <Alert color="red" p="xs" role="alert" data-testid="owner-refused">
                {failureText(failure)}
              </Alert>
            ) : found.answer ? (
              <OwnerAnswer answer={found.answer} onPropose={onPropose} onClaim={onClaim} />
            ) : (
              <Loader size="sm" />
            )}
            {askedCustomer === null ? (
              <p className={classes.text}>{t.owners.history.none}</p>
            ) : past.answer ? (
              <OwnerHistory history={past.answer} date={date} versions={list.versions} />
            ) : (
              !past.failure && <Loader size="sm" />
            )}
          </div>
        )}
      </div>
    </>
  )
}

function questionOf(asked: AskedOwner, on: string, division: string) {
  return 'customer' in asked ? { customer: asked.customer, on } : { lon: asked.at[0], lat: asked.at[1], division, on }
}
