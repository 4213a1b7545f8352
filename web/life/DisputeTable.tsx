import { Button, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Claim, Dispute } from '../../server/contract/disputes.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { type DisputeColumn, type DisputeOrder, dueOf, orderDisputes } from '../model/disputeTable.ts'
import { dueText } from './disputeWords.ts'
import classes from './owners.module.css'
import { ownerTitle, subjectText } from './ownerWords.ts'

interface DisputeTableProps {
  today: string
  open: readonly Dispute[]
  closed: readonly Dispute[]
  /** claims that meet nobody yet */
  waiting: readonly Claim[]
  onShow: (dispute: number) => void
  onWithdraw: (claim: Claim) => void
}

const columns: readonly DisputeColumn[] = ['subject', 'held', 'claims', 'due', 'opened']

/** Disputes by any column: what waits for a ruling, the most urgent first, then what is closed, then claims that wait. */
export function DisputeTable({ today, open, closed, waiting, onShow, onWithdraw }: DisputeTableProps) {
  const { t } = useTranslation()
  const words = t.disputes
  const [order, setOrder] = useState<DisputeOrder>({ by: 'due', isDescending: false })
  const sortBy = (by: DisputeColumn): void =>
    setOrder({ by, isDescending: by === order.by ? !order.isDescending : false })
  const sorted = (by: DisputeColumn) => (order.by !== by ? 'none' : order.isDescending ? 'descending' : 'ascending')
  return (
    <table className={classes.changes} data-testid="dispute-table">
      <thead>
        <tr>
          {columns.map((by) => (
            <th key={by} scope="col" aria-sort={sorted(by)}>
              <UnstyledButton className={classes.sort} data-testid={`sort-${by}`} onClick={() => sortBy(by)}>
                {words.column[by]}
                {order.by === by && (order.isDescending ? <IconChevronDown size={12} /> : <IconChevronUp size={12} />)}
              </UnstyledButton>
            </th>
          ))}
          <th scope="col">
            <VisuallyHidden>{t.owners.changes.column.acts}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <Group name="open" title={words.open} none={open.length === 0 ? words.openNone : null}>
        {orderDisputes(open, order).map((dispute) => (
          <DisputeRow key={dispute.id} {...{ dispute, today, onShow }} />
        ))}
      </Group>
      <Group name="closed" title={words.closed} none={closed.length === 0 ? words.closedNone : null}>
        {/* The newest first, as everything that is done with. */}
        {orderDisputes(closed, order.by === 'due' ? { by: 'due', isDescending: !order.isDescending } : order).map(
          (dispute) => (
            <DisputeRow key={dispute.id} {...{ dispute, today, onShow }} />
          ),
        )}
      </Group>
      {waiting.length > 0 && (
        <Group name="waiting" title={words.waiting} none={null}>
          {waiting.map((claim) => (
            <WaitingRow key={claim.id} claim={claim} onWithdraw={onWithdraw} />
          ))}
        </Group>
      )}
    </table>
  )
}

function Group({
  name,
  title,
  none,
  children,
}: {
  name: string
  title: string
  none: string | null
  children: ReactNode
}) {
  return (
    <tbody data-group={name}>
      <tr className={classes.group}>
        <th colSpan={columns.length + 1} scope="rowgroup">
          {title}
          {none !== null && <span>{none}</span>}
        </th>
      </tr>
      {children}
    </tbody>
  )
}

function DisputeRow({
  dispute,
  today,
  onShow,
}: {
  dispute: Dispute
  today: string
  onShow: DisputeTableProps['onShow']
}) {
  const { t, format } = useTranslation()
  const words = t.disputes
  const { id, layer, status, waitsFor, held, claims, openedOn, closedOn, due } = dispute
  const subject = subjectText(t.owners, dispute)
  const left = dueOf(dispute, today)
  const said = [...new Set(claims.filter(({ state }) => state !== 'withdrawn').map(({ claimant }) => claimant.name))]
  return (
    <tr data-dispute={id} data-status={status} data-due={left.kind}>
      <td>
        <UnstyledButton
          className={classes.link}
          title={words.show({ id: String(id), subject })}
          onClick={() => onShow(id)}
        >
          {subject}
        </UnstyledButton>
        <small className={classes.small}>
          {words.number({ id: String(id) })} · {t.owners.layer[layer]}
        </small>
      </td>
      <td className={classes.owner}>
        {held?.name ?? words.byPlace}
        {held && <small className={classes.small}>{ownerTitle(t.owners, held)}</small>}
      </td>
      <td>{said.join(t.listSeparator)}</td>
      <td className={classes.days}>
        {closedOn === null ? (
          <>
            <span className={classes.due}>{dueText(words, format, left)}</span>
            <small className={classes.small}>
              {[...(due === null ? [] : [due]), ...(waitsFor === null ? [] : [words.stage[waitsFor]])].join(' · ')}
            </small>
          </>
        ) : (
          <>
            <span className={classes.state}>{words.status[status]}</span>
            <small className={classes.small}>{closedOn}</small>
          </>
        )}
      </td>
      <td className={classes.days}>{openedOn}</td>
      <td />
    </tr>
  )
}

function WaitingRow({ claim, onWithdraw }: { claim: Claim; onWithdraw: DisputeTableProps['onWithdraw'] }) {
  const { t } = useTranslation()
  const words = t.disputes
  const { claimant, statement, madeAt } = claim
  return (
    <tr data-claim={claim.id}>
      <td>
        {subjectText(t.owners, claim)}
        <small className={classes.small}>{t.owners.layer[claim.layer]}</small>
      </td>
      <td className={classes.owner}>{words.byPlace}</td>
      <td colSpan={2}>
        {claimant.name}
        <small className={classes.small}>{statement}</small>
      </td>
      <td className={classes.days}>{madeAt.slice(0, 10)}</td>
      <td className={classes.rowActs}>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={words.withdrawOf({ who: claimant.name })}
          data-testid="withdraw-claim"
          onClick={() => onWithdraw(claim)}
        >
          {words.withdraw}
        </Button>
      </td>
    </tr>
  )
}
