import { splitName } from '../i18n/splitName.ts'
import classes from './ShortName.module.css'

/** A name on one line: where it has no room it loses its middle, so that its number stays; whole when pointed at. */
export function ShortName({ name }: { name: string }) {
  const [start, end] = splitName(name)
  return (
    <span className={classes.name} title={name}>
      <span className={classes.start}>{start}</span>
      <span className={classes.end}>{end}</span>
    </span>
  )
}
