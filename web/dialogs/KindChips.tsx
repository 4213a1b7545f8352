import { Chip } from '@mantine/core'
import { useId } from 'react'
import classes from './PartitionRules.module.css'

interface KindChipsProps<Kind extends string> {
  label: string
  kinds: readonly (readonly [kind: Kind, text: string])[]
  value: readonly Kind[]
  /** what the choice comes to */
  effect: string | null
  onChange: (kinds: Kind[]) => void
}

/** Any of a few kinds, each pressed on or off, and what they come to together. */
export function KindChips<Kind extends string>({ label, kinds, value, effect, onChange }: KindChipsProps<Kind>) {
  const effectId = useId()
  return (
    <>
      <Chip.Group multiple value={[...value]} onChange={(chosen) => onChange(chosen as Kind[])}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be a second title */}
        <div className={classes.chips} role="group" aria-label={label} aria-describedby={effectId}>
          {kinds.map(([kind, text]) => (
            <Chip key={kind} value={kind} size="xs" radius="sm" data-testid={`rule-kind-${kind}`}>
              {text}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <output id={effectId} className={classes.effect}>
        {effect}
      </output>
    </>
  )
}
