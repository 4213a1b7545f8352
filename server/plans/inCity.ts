import type { SolvedComponent, SolveNote, SolveRefusal } from '../../partition/index.ts'
import type { FigureKey } from '../contract/figures.ts'
import type { Place, PlanNote, PlanRefusal } from '../contract/planNotes.ts'

/** What the engine's numbers stand for in a city. */
export interface CityNames {
  readonly weights: readonly FigureKey[]
  /** longitude and latitude of each cell's middle */
  readonly centers: Float64Array
  readonly districts: readonly { name: string }[]
  /** the district of a cell's separate piece, or those that it reaches into most */
  readonly districtsOfPiece: (cell: number) => string[]
  /** the name of the keep-whole unit that a cell is of */
  readonly unitOf?: ((cell: number) => string | undefined) | undefined
  /** what the districts are, where they are not districts */
  readonly areaLevel?: 'subdistrict' | undefined
  /** what a rule that names things calls what lies in a cell */
  readonly thingOf?: ((cell: number) => string | undefined) | undefined
  /** by the engine's part number: the grids that parts go on from, none for a plan from nothing */
  readonly gridNames: readonly string[]
}

/** What the contract calls that which the engine counts or names. */
const cityKeys = {
  vertex: 'at',
  exampleVertex: 'at',
  otherVertex: 'other',
  vertices: 'cells',
  part: 'grid',
  otherPart: 'otherGrid',
  parts: 'grids',
  partsOfAll: 'gridsOfAll',
  components: 'pieces',
} as const
type CityKeys = typeof cityKeys

type CityValue<K, V> = K extends 'vertex' | 'exampleVertex' | 'otherVertex'
  ? Place
  : K extends 'part' | 'otherPart' | 'holder' | 'district' | 'otherDistrict'
    ? string
    : K extends 'weight' | 'held'
      ? FigureKey
      : V extends SolvedComponent
        ? { cells: number; at: Place }
        : V

/** A note or refusal of the engine with a city's names in place of numbers; the contract's unions are checked against it. */
type InCity<Said> = Said extends unknown
  ? { [K in keyof Said as K extends keyof CityKeys ? CityKeys[K] : K]: CityValue<K, Said[K]> }
  : never

export function noteInCity(note: SolveNote, names: CityNames): PlanNote {
  if (note.code === 'unit-too-heavy') {
    const unit = names.unitOf?.(note.vertex)
    return { ...inCity(note, names), ...(unit !== undefined && { unit }) }
  }
  if (note.code === 'district-too-small')
    return { ...inCity(note, names), ...(names.areaLevel && { level: names.areaLevel }) }
  if (note.code !== 'component-off-tolerance') return inCity(note, names)
  return { ...inCity(note, names), districts: names.districtsOfPiece(note.exampleVertex) }
}

const aboutThings = ['pins-conflict', 'pin-in-locked', 'pins-not-connected', 'apart-conflict'] as const
type AboutThings = Extract<SolveRefusal, { code: (typeof aboutThings)[number] }>

export function refusalInCity(refusal: SolveRefusal, names: CityNames): PlanRefusal {
  return isAboutThings(refusal) ? { ...inCity(refusal, names), ...thingsIn(refusal, names) } : inCity(refusal, names)
}

function isAboutThings(refusal: SolveRefusal): refusal is AboutThings {
  return aboutThings.some((code) => code === refusal.code)
}

function thingsIn(refusal: AboutThings, { thingOf }: CityNames): { thing?: string; otherThing?: string } {
  const thing = thingOf?.(refusal.vertex)
  const other = 'otherVertex' in refusal ? refusal.otherVertex : undefined
  const otherThing = other === undefined ? undefined : thingOf?.(other)
  return { ...(thing !== undefined && { thing }), ...(otherThing !== undefined && { otherThing }) }
}

function inCity<Said extends SolveNote | SolveRefusal>(said: Said, names: CityNames): InCity<Said> {
  const entries = Object.entries(said).map(([key, value]: [string, unknown]) => [
    key in cityKeys ? cityKeys[key as keyof CityKeys] : key,
    inNames(key, value, names),
  ])
  // Key by key, CityValue says what inNames does.
  return Object.fromEntries(entries) as InCity<Said>
}

function inNames(key: string, value: unknown, { weights, centers, districts, gridNames }: CityNames): unknown {
  const placeOf = (cell: number): Place => ({ cell, lng: centers[2 * cell]!, lat: centers[2 * cell + 1]! })
  switch (key) {
    case 'vertex':
    case 'exampleVertex':
    case 'otherVertex':
      return placeOf(value as number)
    case 'part':
    case 'otherPart':
    case 'holder':
      return gridNames[value as number] ?? String((value as number) + 1)
    case 'district':
    case 'otherDistrict':
      return districts[value as number]?.name ?? '–'
    case 'weight':
    case 'held':
      return weights[value as number]
    case 'piece': {
      const { vertices, exampleVertex } = value as SolvedComponent
      return { cells: vertices, at: placeOf(exampleVertex) }
    }
    default:
      return value
  }
}
