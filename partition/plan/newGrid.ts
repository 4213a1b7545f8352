/** What a new grid is given where its maker chose nothing: the next number and code, a name after that, a colour of its own. */
import { pickColour } from './colours.ts'
import type { NewGrid } from './command.ts'
import type { Grid } from './grid.ts'
import { gridName } from './gridName.ts'
import type { Plan } from './plan.ts'

/**
 * The record of a new grid beside those of the plan and those in `others`, made in the same command. `like` is the grid it comes
 * out of: its code and name are carried on, its class and parent are taken over. One that comes out of none carries on the highest code,
 * and the name that goes with it. `cells` are the new grid's, for its colour.
 */
export function recordOf(
  plan: Plan,
  wanted: NewGrid,
  { like, others, cells }: { like: Grid | undefined; others: readonly Grid[]; cells: readonly number[] },
): Grid {
  const known = [...plan.grids.values(), ...others]
  const before = like ?? known.toSorted((a, b) => (a.code < b.code ? -1 : 1)).at(-1)
  const code = wanted.code ?? nextCode(known, before)
  return {
    number: Math.max(plan.lastNumber, ...others.map(({ number }) => number)) + 1,
    gridId: wanted.gridId,
    code,
    name: wanted.name ?? nextName(known, code, before, like),
    colour: wanted.colour ?? pickColour(plan, cells, known),
    locked: false,
    areaClass: wanted.areaClass === undefined ? (like?.areaClass ?? null) : wanted.areaClass,
    parentId: wanted.parentId === undefined ? (like?.parentId ?? null) : wanted.parentId,
    pins: [],
  }
}

/**
 * The sequence of a grid, the last digits of its code, and what stands before them: as many as its name has too, else up to three.
 * 51030403 of "大安区03网格" is 510304 and 03.
 */
function partsOf({ code, name }: Pick<Grid, 'code' | 'name'>): { stem: string; digits: string; isNamed: boolean } {
  const all = /\d{0,9}$/.exec(code)![0]
  const tails = Array.from(all, (_, i) => all.slice(i))
  // A single digit may stand in a name by chance: sequences have two.
  const named = tails.find((tail) => tail.length > 1 && name.includes(tail))
  const digits = named ?? all.slice(-3)
  return { stem: code.slice(0, code.length - digits.length), digits, isNamed: named !== undefined }
}

/** The code after the highest of the same stem. */
function nextCode(known: readonly Grid[], before: Grid | undefined): string {
  const { stem, digits } = partsOf(before ?? { code: '00', name: '' })
  const isStem = ({ code }: Grid) => code.startsWith(stem) && /^\d{1,9}$/.test(code.slice(stem.length))
  const highest = Math.max(0, ...known.filter(isStem).map(({ code }) => Number(code.slice(stem.length))))
  return stem + `${highest + 1}`.padStart(Math.max(2, digits.length), '0')
}

/**
 * "大安区03网格" becomes "大安区12网格" with code …12. Of a name without its code's sequence, a grid that comes out of `like` has the new one
 * behind it, and one that comes out of none is called after nobody.
 */
function nextName(known: readonly Grid[], code: string, before: Grid | undefined, like: Grid | undefined): string {
  const { stem, digits: old, isNamed } = partsOf(before ?? { code: '', name: '' })
  const digits = before && code.startsWith(stem) ? code.slice(stem.length) : /\d{0,3}$/.exec(code)![0]
  const at = before && isNamed ? before.name.lastIndexOf(old) : -1
  const plain =
    before && at >= 0
      ? before.name.slice(0, at) + digits + before.name.slice(at + old.length)
      : gridName(like?.name ?? '', digits)
  const isTaken = (name: string) => known.some((grid) => grid.name === name)
  if (!isTaken(plain)) return plain
  return isTaken(`${plain}(${code})`) ? `${plain}(${code})+` : `${plain}(${code})`
}
