import { ActionIcon, Button, Group, Modal, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { deletePlan, ProblemError } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './Header.module.css'

type Failure = 'in-use' | 'failed'

/** Deletes the open plan, where it is a draft, once the planner has confirmed; the city's newest plan is opened then. */
export function DeletePlan() {
  const { t } = useTranslation()
  const session = useSession()
  const plan = useSessionState((state) => state.plan)
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (plan?.status !== 'draft') return null

  const ask = (asking: boolean) => {
    setFailure(null)
    setAsking(asking)
  }
  const remove = async () => {
    setBusy(true)
    try {
      await deletePlan(plan.planId)
      ask(false)
      await session.openCity(plan.city)
    } catch (error) {
      const code = error instanceof ProblemError ? error.problem.code : ''
      // Another has deleted it: what was asked for is so.
      if (code === 'plan-not-found') await session.openCity(plan.city)
      else setFailure(code === 'plan-in-use' ? 'in-use' : 'failed')
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Tooltip label={t.deletePlan.button}>
        <ActionIcon
          className={classes.icon}
          variant="subtle"
          size="lg"
          aria-label={t.deletePlan.button}
          data-testid="delete-plan"
          onClick={() => ask(true)}
        >
          <IconTrash size={17} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={isAsking} onClose={() => ask(false)} title={t.deletePlan.title} data-testid="delete-plan-dialog">
        <p>{t.deletePlan.text({ name: plan.name, number: plan.planNumber })}</p>
        {failure && <p role="alert">{failure === 'in-use' ? t.deletePlan.inUse : t.deletePlan.failed}</p>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => ask(false)}>
            {t.cancel}
          </Button>
          <Button color="red" loading={isBusy} onClick={() => void remove()} data-testid="delete-plan-confirm">
            {t.deletePlan.confirm}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
