import type { SolveNote } from '../../partition/index.ts'
import { formatCents } from '../contract/money.ts'
import type { PlanWarning, WeightKey } from '../contract/plans.ts'

/** What the engine's numbers stand for in a city. */
export interface PlannerWords {
  readonly weights: readonly WeightKey[]
  readonly cellIds: BigUint64Array
  readonly districts: readonly { name: string }[]
  /** where no grid crosses from one district to another: the district of each cell, which then names separate pieces */
  readonly districtOfCell?: Int32Array | undefined
  /** by the engine's part number: the grids that parts go on from, none for a plan from nothing */
  readonly gridNames: readonly string[]
}

/** A whole number above every cell index and below every H3 id. */
const firstId = 2 ** 40

/** What stands for the nth name while a sentence is reworded: characters that no sentence of the engine has. */
const placeholder = /\uE000(\d+)\uE001/g

/**
 * The engine's sentence with cells, grids, districts and figures by the names a planner knows. The engine speaks of vertices (by
 * their place, or by the ids it was given), parts, districts and weights by number; see `partition/rules`. People's names are put in
 * last, when nothing is reworded any more: a grid may be called "weight 1 street". `piece` names the separate piece it speaks of.
 */
export function inPlannerWords(message: string, words: PlannerWords, piece?: string): string {
  const names: string[] = []
  const named = (name: string | number) => `\uE000${names.push(String(name)) - 1}\uE001`
  const cell = (digits: string) => {
    const id = Number(digits) < firstId ? words.cellIds[Number(digits)] : BigInt(digits)
    return id === undefined ? digits : id.toString(16)
  }
  const district = (index: string) => named(words.districts[Number(index)]?.name ?? 'none')
  const weight = (place: string) => words.weights[Number(place) - 1] ?? `weight ${place}`
  const amount = (place: string, sum: string) => amountOf(Number(place) - 1, sum, words)
  return (
    message
      .replace('the separate piece with', (whole) =>
        piece === undefined ? whole : `${named(piece)}, or the piece of it with`,
      )
      .replace(/, weight ((?:[\d.]+ \/ )*[\d.]+), vertex/g, (_, sums: string) => `, ${sumsOf(sums, words)}, vertex`)
      .replace(/\bvertices (\d+) and (\d+)\b/g, (_, a, b) => `cells ${cell(a)} and ${cell(b)}`)
      .replace(/\bvertex (\d+)\b/g, (_, digits) => `cell ${cell(digits)}`)
      .replace(/\bdistricts (-?\d+) and (-?\d+)\b/g, (_, a, b) => `districts ${district(a)} and ${district(b)}`)
      .replace(/\bdistrict (-?\d+)\b/g, (_, index) => `district ${district(index)}`)
      .replace(/\bpart (\d+)\b/g, (_, part) => `grid ${named(words.gridNames[Number(part)] ?? Number(part) + 1)}`)
      .replace(/\ba weight of ([\d.]+) makes\b/g, (_, sum) => `${amount('1', sum)} ${weight('1')} make`)
      .replace(/\bweight (\d+) sums to (-?[\d.]+)/g, (_, place, sum) => {
        const key = weight(place)
        return `${key} ${key === 'customers' ? 'add' : 'adds'} up to ${amount(place, sum)}`
      })
      .replace(/\bweighs ([\d.]+) parts\b/g, (_, share) => `has enough for ${share} grids`)
      .replace(/\bparts by (?:the first )?weight\b/g, 'grids by its size')
      .replace(/\bthe band makes parts 0 to (\d+)/g, (_, last) => `the band makes only ${Number(last) + 1} grids`)
      // nobody links cells of a city by hand
      .replace('; unlock it or link them', '; unlock it')
      .replace('; join it to another or ask', '; ask')
      .replace('; add a link or split', '; split')
      .replace(/\bthe first weight\b/g, weight('1'))
      .replace(/\bweight (\d+)\b/g, (_, place) => weight(place))
      .replace(/\bvertices\b/g, 'cells')
      .replace(/\bvertex\b/g, 'cell')
      .replace(/\bparts\b/g, 'grids')
      .replace(/(?<!a )\bpart\b(?! of)/g, 'grid')
      .replace(/\ba part\b/g, 'a grid')
      .replace(/\bthe graph\b/g, 'the city')
      .replace(placeholder, (_, place) => names[Number(place)]!)
  )
}

function sumsOf(sums: string, words: PlannerWords): string {
  return sums
    .split(' / ')
    .map((sum, c) =>
      words.weights[c] === 'revenue' ? `revenue ${amountOf(c, sum, words)}` : `${sum} ${words.weights[c]}`,
    )
    .join(', ')
}

/** Money as people write it; the engine counts hundredths. */
function amountOf(c: number, sum: string, { weights }: PlannerWords): string {
  return weights[c] === 'revenue' ? formatCents(Math.round(Number(sum))) : sum
}

/** A note's or a refusal's numbers: `weight`, `district` and `part` (as `grid`) by name, vertices as cell indices. */
export function detailsInWords(
  details: Readonly<Record<string, number>>,
  words: PlannerWords,
): Record<string, string | number> {
  const named = Object.entries(details).flatMap(([key, value]): [string, string | number | undefined][] => {
    switch (key) {
      case 'weight':
        return [[key, words.weights[value]]]
      case 'district':
      case 'otherDistrict':
        return [[key, words.districts[value]?.name]]
      case 'part':
        return [['grid', words.gridNames[value]]]
      case 'otherPart':
        return [['otherGrid', words.gridNames[value]]]
      case 'vertex':
        return [['cell', value]]
      case 'otherVertex':
        return [['otherCell', value]]
      default:
        return [[key, value]]
    }
  })
  return Object.fromEntries(named.filter((entry): entry is [string, string | number] => entry[1] !== undefined))
}

export function noteInWords({ code, message, details }: SolveNote, words: PlannerWords): PlanWarning {
  const named = detailsInWords(details, words)
  const piece = words.districts[words.districtOfCell?.[details.exampleVertex ?? -1] ?? -1]?.name
  if (code !== 'component-off-tolerance' || piece === undefined)
    return { code, message: inPlannerWords(message, words), details: named }
  return { code, message: inPlannerWords(message, words, piece), details: { ...named, district: piece } }
}
