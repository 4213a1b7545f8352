import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Party } from '../../server/contract/owners.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { postClusterGrid, postParty } from '../api/client.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { GridMembers } from './GridMembers.tsx'
import classes from './owners.module.css'
import { useAct } from './useAct.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface OwnerTargetListsProps {
  city: string
  list: VersionList
  targets: OwnerTargets
}

/** Who may own beside the grids of plans: teams, people and cluster grids, and a line to register one. */
export function OwnerTargetLists({ city, list, targets }: OwnerTargetListsProps) {
  const { t } = useTranslation()
  const words = t.owners.targets
  return (
    <div className={classes.scroll}>
      <div className={classes.columns}>
        <section data-testid="parties">
          <h3 className={classes.title}>{words.parties}</h3>
          <p className={classes.text}>{words.partiesText}</p>
          <Listed
            rows={targets.parties.map(({ id, name, kind }) => ({ id, name, note: t.owners.kind[kind] }))}
            idTitle={words.id}
          />
          <AddParty city={city} onAdded={targets.again} />
        </section>
        <section data-testid="cluster-grids">
          <h3 className={classes.title}>{words.clusters}</h3>
          <p className={classes.text}>{words.clustersText}</p>
          <Listed
            rows={targets.clusters.map(({ code, name }) => ({ id: code, name, note: '' }))}
            idTitle={words.code}
          />
          <AddCluster city={city} onAdded={targets.again} />
        </section>
        <GridMembers city={city} list={list} targets={targets} />
      </div>
    </div>
  )
}

function Listed({ rows, idTitle }: { rows: readonly { id: string; name: string; note: string }[]; idTitle: string }) {
  const { t } = useTranslation()
  if (rows.length === 0) return <p className={classes.text}>{t.owners.targets.none}</p>
  return (
    <ul className={classes.listed}>
      {rows.map(({ id, name, note }) => (
        <li key={id}>
          <b>{name}</b>
          <span className={classes.mark} title={idTitle}>
            {id}
          </span>
          <small className={classes.mark}>{note}</small>
        </li>
      ))}
    </ul>
  )
}

function AddParty({ city, onAdded }: { city: string; onAdded: () => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Party['kind']>('team')
  return (
    <AddLine
      name="party"
      idTitle={t.owners.targets.id}
      add={(id, name) => postParty(city, { id, kind, name })}
      onAdded={onAdded}
    >
      <SegmentedControl
        size="xs"
        aria-label={t.owners.targets.kind}
        data-testid="party-kind"
        value={kind}
        onChange={(next) => setKind(next as Party['kind'])}
        data={(['team', 'person'] as const).map((value) => ({ value, label: t.owners.kind[value] }))}
      />
    </AddLine>
  )
}

function AddCluster({ city, onAdded }: { city: string; onAdded: () => void }) {
  const { t } = useTranslation()
  return (
    <AddLine
      name="cluster"
      idTitle={t.owners.targets.code}
      add={(code, name) => postClusterGrid(city, { gridId: crypto.randomUUID(), code, name })}
      onAdded={onAdded}
    />
  )
}

interface AddLineProps {
  /** what its fields are called in tests: `<name>-id`, `<name>-name`, `add-<name>` */
  name: string
  idTitle: string
  add: (id: string, name: string) => Promise<unknown>
  onAdded: () => void
  children?: ReactNode
}

function AddLine({ name: testName, idTitle, add, onAdded, children }: AddLineProps) {
  const { t } = useTranslation()
  const failureText = useFailureText()
  const { isBusy, failure, run } = useAct()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const isTaken = failure?.kind === 'problem' && failure.problem.code === 'party-exists'
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!(await run(() => add(plainOf(id), plainOf(name))))) return
    setId('')
    setName('')
    onAdded()
  }
  return (
    <form className={classes.add} onSubmit={(event) => void submit(event)}>
      {children}
      <TextInput
        size="xs"
        classNames={{ error: classes.below }}
        aria-label={idTitle}
        placeholder={idTitle}
        data-testid={`${testName}-id`}
        maxLength={100}
        value={id}
        error={isTaken ? t.owners.targets.exists : undefined}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        classNames={{ error: classes.below }}
        aria-label={t.owners.targets.name}
        placeholder={t.owners.targets.name}
        data-testid={`${testName}-name`}
        maxLength={100}
        value={name}
        error={failure && !isTaken ? failureText(failure) : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="xs"
        variant="light"
        loading={isBusy}
        disabled={plainOf(id) === '' || plainOf(name) === ''}
        data-testid={`add-${testName}`}
      >
        {t.owners.targets.add}
      </Button>
    </form>
  )
}
