import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { GridRole } from '../../server/contract/owners.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { getGridMembers, postGridMember } from '../api/client.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays, isCivilDate } from '../model/civilDays.ts'
import classes from './owners.module.css'
import { daysText } from './ownerWords.ts'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'
import { useGridsOn } from './useGridsOn.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface GridMembersProps {
  city: string
  list: VersionList
  targets: OwnerTargets
}

const roles: readonly GridRole[] = ['head', 'manager']
/** Stands for a vacant post where a party is chosen. */
const vacant = ' '

/** Who heads and manages grids, from when until when, and a line to say who does. */
export function GridMembers({ city, list, targets }: GridMembersProps) {
  const { t } = useTranslation()
  const words = t.owners.members
  const failureText = useFailureText()
  const { answer, failure: notRead, again } = useAnswer(city, () => getGridMembers(city), { keeps: true })
  const { isBusy, failure, run } = useAct()
  const [grid, setGrid] = useState<string | null>(null)
  const [role, setRole] = useState<GridRole>('head')
  const [party, setParty] = useState<string | null>(null)
  const [from, setFrom] = useState(addDays(list.today, 1))
  const grids = useGridsOn(list, isCivilDate(from) ? from : list.today)
  const failed = failure ?? notRead
  const set = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (grid === null || party === null) return
    const asked = { gridId: grid, role, party: party === vacant ? null : party, effectiveFrom: from }
    if (await run(() => postGridMember(city, asked))) again()
  }
  return (
    <section data-testid="grid-members">
      <h3 className={classes.title}>{words.title}</h3>
      <p className={classes.text}>{words.text}</p>
      <ul className={classes.listed}>
        {(answer?.members ?? []).map((member) => (
          <li key={`${member.gridId} ${member.role} ${member.effectiveFrom}`}>
            <b>
              {gridName(member.gridId)} · {words.role[member.role]}
            </b>
            <span>{member.party === null ? words.vacant : partyName(member.party)}</span>
            <small className={classes.mark}>{daysText(t.owners, member.effectiveFrom, member.effectiveUntil)}</small>
          </li>
        ))}
      </ul>
      <form className={classes.add} onSubmit={(event) => void set(event)}>
        <Select
          size="xs"
          aria-label={words.grid}
          placeholder={words.grid}
          data-testid="member-grid"
          searchable
          nothingFoundMessage={t.owners.propose.noneThere.grid}
          data={grids.map(({ gridId, name }) => ({ value: gridId, label: name }))}
          value={grid}
          onChange={setGrid}
        />
        <SegmentedControl
          size="xs"
          aria-label={words.which}
          data-testid="member-role"
          value={role}
          onChange={(next) => setRole(next as GridRole)}
          data={roles.map((value) => ({ value, label: words.role[value] }))}
        />
        <Select
          size="xs"
          aria-label={words.who}
          placeholder={words.who}
          data-testid="member-party"
          searchable
          nothingFoundMessage={t.owners.targets.none}
          data={[
            { value: vacant, label: words.vacant },
            ...targets.parties.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={party}
          onChange={setParty}
        />
        <TextInput
          type="date"
          size="xs"
          aria-label={words.from}
          data-testid="member-from"
          value={from}
          error={!isCivilDate(from) || (failed ? failureText(failed) : undefined)}
          classNames={{ error: classes.below }}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          variant="light"
          loading={isBusy}
          disabled={grid === null || party === null || !isCivilDate(from)}
          data-testid="set-member"
        >
          {words.set}
        </Button>
      </form>
    </section>
  )

  /** The plan that is open may not have it, but that in force has. */
  function gridName(id: string): string {
    return grids.find(({ gridId }) => gridId === id)?.name ?? targets.nameOf({ kind: 'grid', id, plane: null })
  }

  function partyName(id: string): string {
    return targets.parties.find((one) => one.id === id)?.name ?? id
  }
}
