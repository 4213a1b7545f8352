/** What a new grid is given where its maker chose nothing: the next number and code, a name after that, a colour of its own. */
import { pickColour } from './colours.ts'
import type { NewGrid } from './command.ts'
import type { Grid } from './grid.ts'
import type { Plan } from './plan.ts'

/**
 * The record of a new grid beside those of the plan and those in `others`, made in the same command. `like` is the grid it comes
 * out of: its code is carried on, its class and parent are taken over. `cells` are the new grid's, for its colour.
 */
export function recordOf(
  plan: Plan,
  wanted: NewGrid,
  { like, others, cells }: { like: Grid | undefined; others: readonly Grid[]; cells: readonly number[] },
): Grid {
  const known = [...plan.grids.values(), ...others]
  const code = wanted.code ?? nextCode(known, like)
  return {
    number: Math.max(plan.lastNumber, ...others.map(({ number }) => number)) + 1,
    gridId: wanted.gridId,
    code,
    name: wanted.name ?? nextName(known, code, like),
    colour: wanted.colour ?? pickColour(plan, cells, known),
    locked: false,
    areaClass: wanted.areaClass === undefined ? (like?.areaClass ?? null) : wanted.areaClass,
    parentId: wanted.parentId === undefined ? (like?.parentId ?? null) : wanted.parentId,
    pins: [],
  }
}

/** The last digits of a code, its sequence, and what stands before them. */
function partsOf(code: string): { stem: string; digits: string } {
  const digits = /\d{1,3}$/.exec(code)?.[0] ?? ''
  return { stem: code.slice(0, code.length - digits.length), digits }
}

/** The code after the highest of the same stem. */
function nextCode(known: readonly Grid[], like: Grid | undefined): string {
  const last = like ?? known.toSorted((a, b) => (a.code < b.code ? -1 : 1)).at(-1)
  const { stem, digits } = partsOf(last?.code ?? '00')
  const isStem = ({ code }: Grid) => code.startsWith(stem) && /^\d{1,9}$/.test(code.slice(stem.length))
  const highest = Math.max(0, ...known.filter(isStem).map(({ code }) => Number(code.slice(stem.length))))
  return stem + `${highest + 1}`.padStart(Math.max(2, digits.length), '0')
}

/** "大安区03网格" becomes "大安区12网格" with code …12; a name without its code's sequence gets the new one behind it. */
function nextName(known: readonly Grid[], code: string, like: Grid | undefined): string {
  const { digits } = partsOf(code)
  const old = like ? partsOf(like.code).digits : ''
  const at = like && old !== '' ? like.name.lastIndexOf(old) : -1
  const plain =
    like && at >= 0
      ? like.name.slice(0, at) + digits + like.name.slice(at + old.length)
      : `${like?.name ?? ''}${digits}网格`
  const isTaken = (name: string) => known.some((grid) => grid.name === name)
  if (!isTaken(plain)) return plain
  return isTaken(`${plain}(${code})`) ? `${plain}(${code})+` : `${plain}(${code})`
}
