import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { isPainting } from '../tools/tools.ts'
import classes from './FirstSteps.module.css'
import mapClasses from './MapPane.module.css'

const key = 'shapan.firstSteps'

/** How to make a first stroke, in three steps that light up as they are taken. Gone for good once one is made, or closed. */
export function FirstSteps() {
  const { t } = useTranslation()
  const [isOver, setOver] = useState(() => localStorage.getItem(key) !== null)
  const isReady = useSessionState(
    ({ screen, colourBy, plan, lifePanel }) =>
      screen.kind === 'ready' && colourBy === 'grid' && plan?.status === 'draft' && lifePanel === null,
  )
  const isBrush = useSessionState((state) => isPainting(state.tool))
  const hasGrid = useSessionState((state) => (isPainting(state.tool) ? state.receiving : state.selected) > 0)
  const hasDrawn = useSessionState((state) => state.stroke !== null && !state.stroke.isDrawing)

  const finish = (): void => {
    localStorage.setItem(key, 'over')
    setOver(true)
  }
  useEffect(() => {
    if (!hasDrawn) return
    localStorage.setItem(key, 'over')
    setOver(true)
  }, [hasDrawn])
  if (isOver || !isReady) return null

  const steps = [
    { text: t.firstSteps.pick, isDone: hasGrid },
    { text: t.firstSteps.brush, isDone: hasGrid && isBrush },
    { text: t.firstSteps.drag, isDone: false },
  ]
  const current = steps.findIndex(({ isDone }) => !isDone)
  return (
    <aside className={`${mapClasses.card} ${classes.strip}`} aria-label={t.firstSteps.title} data-testid="first-steps">
      <ol className={classes.steps}>
        {steps.map(({ text, isDone }, i) => (
          <li key={text} data-done={isDone || undefined} aria-current={i === current ? 'step' : undefined}>
            <b>{i + 1}</b>
            {text}
          </li>
        ))}
      </ol>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.firstSteps.close} onClick={finish}>
        <IconX size={15} />
      </ActionIcon>
    </aside>
  )
}
