import { cellToLatLng, gridDisk } from 'h3-js'
import type { PlanLink } from '../../contract/plans.ts'
import type { Violation } from '../../contract/verification.ts'
import { aboutCells } from './damage.ts'

/** share of a distance that h3-js and the engine may differ by */
const tolerance = 1e-6

/**
 * One that no planner has confirmed joins two pieces of the city, or of a district, that do not touch, where they come nearest: neither end has a nearer cell on
 * the other side. One inside a piece, or a longer one than needed, would let a grid lie in two places.
 */
export function checkLinks(
  links: readonly PlanLink[],
  hexes: readonly string[],
  districtOf: readonly (number | null)[],
  barriers: readonly number[] = [],
): Violation[] {
  const made = links.filter(({ kind }) => kind === undefined)
  if (made.length === 0) return []
  const isParted = partedBy(barriers)
  const areOne = (a: number, b: number) => districtOf[a] === districtOf[b]
  const groupings = [
    { ...pieces(hexes, () => true), isOfDistricts: false },
    { ...pieces(hexes, areOne), isOfDistricts: true },
    ...(barriers.length > 0
      ? [
          { ...pieces(hexes, (a, b) => !isParted(a, b)), isOfDistricts: false },
          { ...pieces(hexes, (a, b) => areOne(a, b) && !isParted(a, b)), isOfDistricts: true },
        ]
      : []),
  ]
  const points = hexes.map((hex) => toPoint(cellToLatLng(hex)))
  return made.flatMap(({ a, b }): Violation[] => {
    // verify() has named a link to a cell that is not there
    if (!points[a] || !points[b]) return []
    const isShortest = groupings.some(({ pieceOf, members, isOfDistricts }) => {
      const isOneDistrict = !isOfDistricts || areOne(a, b)
      const [own, other] = [pieceOf[a]!, pieceOf[b]!]
      if (!isOneDistrict || own === other) return false
      const length = distance(points[a]!, points[b]!) * (1 - tolerance)
      const isNearest = (from: number, piece: number) =>
        members[piece]!.every((cell) => distance(points[from]!, points[cell]!) >= length)
      return isNearest(a, other) && isNearest(b, own)
    })
    if (isShortest) return []
    const message = `a link joins cells ${a} and ${b}, which are not where two separate pieces come nearest to each other`
    return [aboutCells('bad-link', message, [a, b])]
  })
}

/** Says of two cells whether pairs a0, b0, a1, b1, … name them. */
export function partedBy(pairs: readonly number[]): (a: number, b: number) => boolean {
  const keys = new Set(pairs.flatMap((a, i) => (i % 2 === 0 ? [`${a}-${pairs[i + 1]}`] : [])))
  return (a, b) => keys.size > 0 && keys.has(`${Math.min(a, b)}-${Math.max(a, b)}`)
}

export function pieces(hexes: readonly string[], mayJoin: (a: number, b: number) => boolean) {
  const indexOf = new Map(hexes.map((hex, cell) => [hex, cell]))
  const pieceOf = new Int32Array(hexes.length).fill(-1)
  const members: number[][] = []
  for (let start = 0; start < hexes.length; start++) {
    if (pieceOf[start] !== -1) continue
    const piece = members.length
    const own = [start]
    pieceOf[start] = piece
    for (let head = 0; head < own.length; head++) {
      const cell = own[head]!
      for (const hex of gridDisk(hexes[cell]!, 1)) {
        const next = indexOf.get(hex)
        if (next === undefined || pieceOf[next] !== -1 || !mayJoin(cell, next)) continue
        pieceOf[next] = piece
        own.push(next)
      }
    }
    members.push(own)
  }
  return { pieceOf, members }
}

type Point = readonly [number, number, number]

function toPoint([lat, lng]: readonly [number, number]): Point {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lng * Math.PI) / 180]
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}
