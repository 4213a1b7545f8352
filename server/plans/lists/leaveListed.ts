import type { CellFigures } from '../../../partition/index.ts'
import type { LeftAccount } from '../../contract/accounts.ts'
import type { PlanNote } from '../../contract/planNotes.ts'
import type { AccountSite, ListedRow } from './readLists.ts'

export interface Left {
  /** what is divided once listed accounts have left */
  readonly facts: CellFigures
  /** by account code */
  readonly accounts: LeftAccount[]
  readonly note: Extract<PlanNote, { code: 'listed-left' }>
}

type NotLeft = Extract<PlanNote, { code: 'listed-left' }>['notLeft'][number]

/** Of longer lists the rest is counted. */
const mostListed = 8

/**
 * Takes listed accounts out of the figures that are to be divided: rows of the snapshot by their ids, in their own cells; of an account that has
 * none, what its file says of its sites, in theirs, and no more than there is. Those of which nothing is known are told.
 * O(cells · figures + rows).
 */
export function leaveListed(facts: CellFigures, sites: readonly AccountSite[], rows: readonly ListedRow[]): Left {
  const { keys } = facts
  const values = facts.values.map((own) => own.slice())
  const rowsOf = Map.groupBy(rows, ({ account }) => account)
  const accounts: LeftAccount[] = []
  const notLeft: NotLeft[] = []
  const take = (figures: Record<string, number>, key: string, cell: number, amount: number, most: number) => {
    const own = values[keys.indexOf(key)]
    if (!own || amount === 0) return
    const taken = Math.min(amount, most)
    own[cell]! -= taken
    figures[key] = (figures[key] ?? 0) + taken
  }
  const bySite = [...Map.groupBy(sites, ({ account }) => account)].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [account, own] of bySite) {
    const { name } = own[0]!
    const figures: Record<string, number> = {}
    const matched = rowsOf.get(account) ?? []
    for (const { cell, figures: row } of matched)
      for (const [place, key] of keys.entries()) take(figures, key, cell, row[place] ?? 0, Infinity)
    if (matched.length > 0) {
      const ids = [...new Set(matched.map(({ id }) => id))].sort()
      accounts.push({ account, name, basis: 'ids', ids, figures })
      continue
    }
    const known = own.filter((site) => Object.keys(site.figures).length > 0)
    for (const { cell, figures: told } of known) {
      if (cell === null) continue
      for (const [key, amount] of Object.entries(told))
        take(figures, key, cell, amount, Math.max(0, values[keys.indexOf(key)]?.[cell] ?? 0))
    }
    if (Object.keys(figures).length > 0) accounts.push({ account, name, basis: 'sites', ids: [], figures })
    else notLeft.push({ name, reason: known.length === 0 ? 'unknown' : 'nothing-there' })
  }
  const more = notLeft.length - mostListed
  const sum = (key: string) => accounts.reduce((all, { figures }) => all + (figures[key] ?? 0), 0)
  return {
    facts: { keys, values },
    accounts,
    note: {
      code: 'listed-left',
      accounts: accounts.length,
      customers: sum('customers'),
      notLeft: notLeft.slice(0, mostListed),
      ...(more > 0 && { more }),
    },
  }
}
