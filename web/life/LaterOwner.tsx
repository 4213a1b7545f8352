import { Button, Checkbox } from '@mantine/core'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays } from '../model/civilDays.ts'
import classes from './owners.module.css'

interface LaterOwnerProps {
  /** the day on which another owner begins */
  from: string
  replaces: boolean
  onReplace: (replaces: boolean) => void
  /** ends the change on the day before; null where it cannot */
  onEnd: (() => void) | null
}

/** Another owner begins within the days that were asked for: replace it, or end before it. */
export function LaterOwner({ from, replaces, onReplace, onEnd }: LaterOwnerProps) {
  const { t } = useTranslation()
  const words = t.owners.propose
  return (
    <div className={classes.later} role="alert" data-testid="later-owner">
      <p className={classes.laterText}>{words.later({ from })}</p>
      <Checkbox
        size="xs"
        label={words.replace}
        data-testid="owner-replace"
        checked={replaces}
        onChange={(event) => onReplace(event.currentTarget.checked)}
      />
      {onEnd && (
        <Button size="compact-xs" variant="subtle" data-testid="owner-end-before" onClick={onEnd}>
          {words.endBefore({ last: addDays(from, -1) })}
        </Button>
      )}
    </div>
  )
}
