import { unassigned } from '../../partition/index.ts'
import type { Facts } from '../data/facts.ts'
import type { Side } from './compare.ts'

/** Whose grid a grid is: its head and its manager, each a party. */
export type Membership = readonly (readonly [gridId: string, party: string])[]

export interface PeopleInput {
  /** what is in force the day before */
  readonly left: Side
  readonly right: Side
  readonly facts: Facts
  /** on the day before, and on the day */
  readonly before: Membership
  readonly after: Membership
  /** customers whom owner rows give to parties, by cell: [cell, party, customers]; null outside the city */
  readonly owned: readonly (readonly [cell: number | null, party: string, customers: number])[]
}

export interface PartyCounts {
  readonly party: string
  readonly before: number
  readonly lost: number
}

/**
 * How many customers parties have, and how many of them they lose when the right side begins. A party's customers are those who stand in a grid
 * that it heads or manages, and those whom an owner row gives it, each once. One is lost who stands in no grid of the party any more and is not
 * given to it. Only who loses any, by party. O(cells · parties of a grid + owned).
 */
export function countPeople({ left, right, facts, before, after, owned }: PeopleInput): PartyCounts[] {
  const customers = facts.values[facts.keys.indexOf('customers')]
  const leftParties = partiesByNumber(left, before)
  const rightParties = partiesByNumber(right, after)
  const counts = new Map<string, { before: number; lost: number }>()
  const countsOf = (party: string) => {
    const known = counts.get(party) ?? { before: 0, lost: 0 }
    counts.set(party, known)
    return known
  }
  for (let cell = 0; customers && cell < left.assignment.length; cell++) {
    const was = leftParties[left.assignment[cell]!]
    if (!was || customers[cell] === 0) continue
    const is = rightParties[right.assignment[cell]!]
    for (const party of was) {
      const own = countsOf(party)
      own.before += customers[cell]!
      if (!is?.has(party)) own.lost += customers[cell]!
    }
  }
  for (const [cell, party, count] of owned) {
    const stood = cell !== null && leftParties[left.assignment[cell]!]?.has(party)
    // Who is given to him stays his, wherever he stands.
    if (!stood) countsOf(party).before += count
    else if (!rightParties[right.assignment[cell]!]?.has(party)) countsOf(party).lost -= count
  }
  return [...counts]
    .filter(([, { lost }]) => lost > 0)
    .map(([party, own]) => ({ party, ...own }))
    .sort((a, b) => (a.party < b.party ? -1 : 1))
}

/** By number of the grid; nobody where it has none. */
function partiesByNumber({ grids }: Side, membership: Membership): (ReadonlySet<string> | undefined)[] {
  const parties = Map.groupBy(membership, ([gridId]) => gridId)
  const byNumber: (ReadonlySet<string> | undefined)[] = []
  for (const { number, gridId } of grids) {
    const own = parties.get(gridId)
    if (own && number !== unassigned) byNumber[number] = new Set(own.map(([, party]) => party))
  }
  return byNumber
}
