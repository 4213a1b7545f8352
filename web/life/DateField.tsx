import { Button, TextInput } from '@mantine/core'
import { useTranslation } from '../i18n/Translation.tsx'
import { dateFault, type OpenDates, usualDates } from '../model/openDates.ts'
import classes from './life.module.css'

interface DateFieldProps {
  dates: OpenDates & { readonly timezone: string }
  value: string
  onChange: (date: string) => void
  /** the first moment of the date, once it is known */
  effectiveAt: string | undefined
  /** what is said where nothing has begun yet; of a city's versions unless given */
  first?: string
  /** why the date was refused */
  refused?: string | undefined
}

/** A date from which a plan is to be in force: which are open, which are taken, and from what moment on it will be. */
export function DateField({ dates, value, onChange, effectiveAt, first, refused }: DateFieldProps) {
  const { t, format } = useTranslation()
  const { earliest, latest, isFirst, taken, timezone } = dates
  const fault = dateFault(value, dates)
  const faults = t.life.submit.fault
  const error =
    fault === null
      ? (refused ?? null)
      : fault === 'no-date'
        ? faults['no-date']
        : fault === 'begun'
          ? faults.begun({ earliest })
          : faults['too-far']({ latest })
  const listed = taken.map(({ id, from }) => t.life.submit.takenOne({ date: from, version: id }))
  return (
    <div className={classes.section}>
      <div className={classes.dateLine}>
        <TextInput
          type="date"
          size="xs"
          label={t.life.submit.date}
          data-testid="effective-from"
          {...(!isFirst && { min: earliest })}
          max={latest}
          value={value}
          error={error !== null}
          aria-describedby="effective-from-hint"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {usualDates(dates).map(({ name, date }) => (
          <Button
            key={name}
            size="compact-xs"
            variant={date === value ? 'light' : 'subtle'}
            color={date === value ? 'tide' : 'gray'}
            aria-pressed={date === value}
            data-testid={`date-${name}`}
            onClick={() => onChange(date)}
          >
            {t.life.submit.usual[name]}
          </Button>
        ))}
      </div>
      <p
        id="effective-from-hint"
        className={classes.hint}
        data-fault={error !== null || undefined}
        data-testid="date-hint"
      >
        {error ?? (effectiveAt && t.life.submit.effectiveAt({ time: format.moment(effectiveAt), zone: timezone }))}{' '}
        {isFirst ? (first ?? t.life.submit.first) : t.life.submit.open({ earliest, latest })}{' '}
        {listed.length > 0 && t.life.submit.taken({ list: listed.join(t.listSeparator) })}
      </p>
    </div>
  )
}
