/** The law of grid records: what must hold of those a patch makes or changes, beside those that stay. */
import type { Refusal } from './command.ts'
import type { Grid } from './grid.ts'
import type { Patch } from './patch.ts'
import type { Plan } from './plan.ts'
import { refuse } from './refuse.ts'

export const longestName = 120
const codePattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u
const colourPattern = /^#[0-9a-f]{6}$/

/** The record a grid has once the patch is written, by number. */
export function recordsAfter({ grids }: Plan, patch: Patch): (number: number) => Grid | undefined {
  if (patch.grids.length === 0) return (number) => grids.get(number)
  const changed = new Map(patch.grids.map(({ number, to }) => [number, to]))
  return (number) => (changed.has(number) ? (changed.get(number) ?? undefined) : grids.get(number))
}

/** The first broken rule of the records a patch changes, undefined where none is. O(changed records · grids). */
export function judgeRecords(plan: Plan, patch: Patch): Refusal | undefined {
  if (patch.grids.length === 0) return undefined
  const changed = new Map(patch.grids.map(({ number, to }) => [number, to]))
  const stay = [...plan.grids.values()].filter(({ number }) => !changed.has(number))
  const all = [...stay, ...[...changed.values()].filter((grid) => grid !== null)]
  for (const { number, from, to } of patch.grids) {
    const refused = to ? judgeRecord(from, to, all) : from && judgeEnd(from, all)
    if (refused) return refused
    if (number > 65535)
      return refuse('too-many-grids', 'a plan has numbers for 65535 grids, all of which were given out')
  }
  return undefined
}

function judgeEnd({ number, gridId, locked }: Grid, all: readonly Grid[]): Refusal | undefined {
  if (locked)
    return refuse('locked-grid', `grid ${number} is locked: unlock it first`, { grid: number, details: { gridId } })
  const child = all.find(({ parentId }) => parentId === gridId)
  if (!child) return undefined
  const message = `grid ${number} has sub-grids, such as "${child.name}": give them another main grid first`
  return refuse('has-sub-grids', message, {
    grid: number,
    details: { gridId, otherId: child.gridId, otherName: child.name },
  })
}

function judgeRecord(from: Grid | null, to: Grid, all: readonly Grid[]): Refusal | undefined {
  const { number: grid, gridId, name, code, colour } = to
  const others = all.filter((other) => other !== to)
  const clash = (reason: Refusal['reason'], key: 'gridId' | 'name' | 'code') => {
    const other = from?.[key] === to[key] ? undefined : others.find((one) => one[key] === to[key])
    if (!other) return undefined
    const message = `the ${key === 'gridId' ? 'id' : key} "${to[key]}" is that of grid ${other.number}, "${other.name}"`
    return refuse(reason, message, { grid, details: { [key]: to[key], otherId: other.gridId, otherName: other.name } })
  }
  if (from?.name !== name && (name.trim() !== name || name === '' || name.length > longestName))
    return refuse('empty-name', `a grid's name has 1 to ${longestName} characters, and no space at its ends`, { grid })
  if (from?.code !== code && !codePattern.test(code))
    return refuse('bad-code', `"${code}" is no code: 1 to 40 letters, digits, dots, hyphens and underscores`, {
      grid,
      details: { code },
    })
  if (from?.colour !== colour && !colourPattern.test(colour))
    return refuse('bad-colour', `"${colour}" is no colour: one looks like #8aa6f2`, { grid, details: { colour } })
  return (
    clash('grid-id-taken', 'gridId') ??
    clash('name-taken', 'name') ??
    clash('code-taken', 'code') ??
    judgeParent(to, gridId, others)
  )
}

/** Two levels: a sub-grid's parent is a main grid, which has no parent itself. */
function judgeParent({ number: grid, parentId }: Grid, gridId: string, others: readonly Grid[]): Refusal | undefined {
  if (parentId === null) return undefined
  const parent = others.find((one) => one.gridId === parentId)
  const details = { gridId, otherId: parentId, otherName: parent?.name ?? '' }
  if (parentId === gridId || parent?.parentId === gridId)
    return refuse('parent-circle', `grid ${grid} would be a sub-grid of itself`, { grid, details })
  if (!parent)
    return refuse('unknown-parent', `there is no grid ${parentId} in this plan to be the main grid of grid ${grid}`, {
      grid,
      details: { gridId, otherId: parentId },
    })
  const child = others.find((one) => one.parentId === gridId)
  if (parent.parentId === null && !child) return undefined
  const message = child
    ? `grid ${grid} has sub-grids, such as "${child.name}", and cannot be one itself`
    : `"${parent.name}" is a sub-grid itself, and cannot have any`
  return refuse('parent-too-deep', message, { grid, details })
}
