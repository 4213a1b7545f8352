import { Collapse, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import classes from './dialogs.module.css'

interface FoldProps {
  title: string
  /** what it holds, in a few words */
  note: string
  testId: string
  /** something inside has to be mended */
  isWrong?: boolean
  isOpen: boolean
  onToggle: () => void
  children: ReactNode
}

/** A part of a dialog that most leave as it is: its head says what stands inside. */
export function Fold({ title, note, testId, isWrong = false, isOpen, onToggle, children }: FoldProps) {
  const id = useId()
  return (
    <>
      <UnstyledButton
        className={classes.fold}
        aria-expanded={isOpen}
        aria-controls={id}
        data-testid={testId}
        onClick={onToggle}
      >
        <IconChevronRight size={16} className={classes.chevron} />
        <span>{title}</span>
        <span className={classes.foldNote} title={note}>
          {note}
        </span>
        {!isOpen && isWrong && <IconAlertTriangle size={15} color="var(--mantine-color-error)" />}
      </UnstyledButton>
      <Collapse expanded={isOpen} id={id}>
        {children}
      </Collapse>
    </>
  )
}
