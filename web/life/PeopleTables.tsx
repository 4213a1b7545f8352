import type { Impact } from '../../server/contract/impact.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './life.module.css'

/** Who loses customers when the plan begins, the largest share first, and which owner rows follow a grid that ends. */
export function PeopleTables({ people, owners }: Pick<Impact, 'people' | 'owners'>) {
  const { t, format } = useTranslation()
  const words = t.life.impact
  return (
    <>
      {people.length > 0 && (
        <section aria-label={words.people}>
          <h3 className={classes.tableTitle}>{words.people}</h3>
          <table className={classes.people} data-testid="people-losses">
            <thead>
              <tr>
                {(['who', 'before', 'lost', 'share'] as const).map((column) => (
                  <th key={column} scope="col">
                    {words.peopleColumn[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map(({ id, name, before, lost, share, isMuch }) => (
                <tr key={id} data-party={id} data-much={isMuch || undefined}>
                  <td>{name}</td>
                  <td className="figure">{format.integer(before)}</td>
                  <td className="figure">{format.integer(lost)}</td>
                  <td className="figure">{format.percent(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {owners.length > 0 && (
        <ul className={classes.gridChanges} data-testid="following-owners">
          {owners.map(({ from, to, rows }) => (
            <li key={from.gridId}>
              {to
                ? words.ownersFollow({ count: format.integer(rows), from: from.name, to: to.name })
                : words.ownersNowhere({ count: format.integer(rows), from: from.name })}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
