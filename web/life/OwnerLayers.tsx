import { IconCheck } from '@tabler/icons-react'
import type { Layer } from '../../server/contract/ownership.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { shownLayers } from '../model/ownerLayers.ts'
import classes from './owners.module.css'
import { daysText, layerSubject } from './ownerWords.ts'

/** What each layer says of a customer, from the nearest to him on: the one that decides is marked, the others say what they would have. */
export function OwnerLayers({ layers }: { layers: readonly Layer[] }) {
  const { t } = useTranslation()
  const words = t.owners.layers
  const all = shownLayers(layers)
  const deciding = all.findIndex(({ decides }) => decides)
  return (
    <section>
      <h3 className={classes.title}>{words.title}</h3>
      <ol className={classes.layers} data-testid="owner-layers">
        {all.map((one, at) => {
          const { layer, subject, says, decides } = one
          const about = subject === null || layer === 'override' ? null : layerSubject(t.owners, layer, subject)
          const notes = [
            ...(about === null ? [] : [about]),
            ...(says?.from ? [daysText(t.owners, says.from, says.until)] : []),
            ...(says?.reason ? [says.reason] : []),
          ]
          return (
            <li key={`${layer} ${subject}`} data-layer={layer} data-decides={decides || undefined}>
              <span className={classes.layer}>
                {decides && <IconCheck size={13} aria-label={words.decides} />}
                {words.of[layer]}
              </span>
              <span>
                {valueText(one)}
                {notes.length > 0 && <small className={classes.note}>{notes.join(' · ')}</small>}
                {says !== null && deciding >= 0 && at > deciding && (
                  <small className={classes.note}>{words.notAsked}</small>
                )}
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )

  function valueText({ layer, subject, says, decides }: Layer): string {
    if (says) return says.name ?? (says.kind === 'grid' ? t.owners.ask.pool : t.owners.kind[says.kind])
    if (layer === 'unresolved') return decides ? words.isPool : words.notPool
    if (layer === 'cell') return words.noGrid
    return subject === null ? words.noSubject[layer] : words.nothing
  }
}
