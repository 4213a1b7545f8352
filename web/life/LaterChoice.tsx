import { Radio } from '@mantine/core'
import type { Impact } from '../../server/contract/impact.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './life.module.css'

export type Later = 'keep' | 'withdraw'

/** Whether it is said what becomes of the versions that begin later; of one on the same day that is withdrawal alone. */
export function laterIsChosen(
  { later, effectiveFrom }: Pick<Impact, 'later' | 'effectiveFrom'>,
  choice: Later | null,
): boolean {
  if (later.length === 0 || choice === 'withdraw') return true
  return choice === 'keep' && !later.some(({ from }) => from === effectiveFrom)
}

interface LaterChoiceProps {
  impact: Pick<Impact, 'later' | 'effectiveFrom'> & Partial<Pick<Impact, 'next' | 'totals'>>
  value: Later | null
  onChange: (choice: Later) => void
}

/** What becomes of versions that begin later, and what that means. */
export function LaterChoice({ impact, value, onChange }: LaterChoiceProps) {
  const { later, effectiveFrom } = impact
  const { t } = useTranslation()
  const undoing = useUndoing(impact)
  if (later.length === 0) return null
  const isSameDay = later.some(({ from }) => from === effectiveFrom)
  const listed = later.map(({ id, from }) => t.life.impact.laterOne({ version: id, from })).join(t.listSeparator)
  return (
    <Radio.Group
      className={classes.section}
      classNames={{ description: classes.description }}
      size="xs"
      label={t.life.impact.later({ list: listed })}
      description={isSameDay ? t.life.impact.sameDay : undefined}
      data-testid="later"
      value={value ?? ''}
      onChange={(choice) => onChange(choice as Later)}
    >
      <div className={classes.lines}>
        <Radio
          size="xs"
          classNames={{ description: classes.description }}
          value="keep"
          data-testid="later-keep"
          disabled={isSameDay}
          label={t.life.impact.keep}
          description={[t.life.impact.keepHint({ from: later[0]!.from }), ...undoing].map((sentence) => (
            <span key={sentence} className={classes.sentence}>
              {sentence}
            </span>
          ))}
        />
        <Radio
          size="xs"
          classNames={{ description: classes.description }}
          value="withdraw"
          data-testid="later-withdraw"
          label={t.life.impact.withdraw}
          description={t.life.impact.withdrawHint}
        />
      </div>
    </Radio.Group>
  )
}

/** What the next version would take back, in words: keeping it may mean that all this lasts until its day alone. */
function useUndoing({ next, totals }: LaterChoiceProps['impact']): string[] {
  const { t, format } = useTranslation()
  if (!next || !totals) return []
  const { id: version, from, undone } = next
  const customers = (figures: { customers?: number }) => format.integer(figures.customers ?? 0)
  return [
    undone.cells === 0
      ? t.life.impact.notUndone({ version, from })
      : t.life.impact.undone({
          ...{ version, from, customers: customers(undone.figures) },
          ...{ cells: format.integer(undone.cells), of: format.integer(totals.cells) },
        }),
    t.life.impact.nextChanges({ cells: format.integer(next.totals.cells), customers: customers(next.totals.figures) }),
  ]
}
