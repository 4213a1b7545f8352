import {
  colourGrids,
  type Graph,
  nameGrids,
  type SolveOptions,
  type SolveResult,
  solveNested,
  valuesOf,
} from '../../partition/index.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import type { PlanLink } from '../contract/plans.ts'
import { chooseLinks } from './chooseLinks.ts'
import type { PlanInput } from './planInput.ts'
import type { SolveSetup } from './solveSetup.ts'
import type { GridRow } from './store.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** The main grids of cells, as labels, and what may join a main grid's pieces. */
export interface MainParts {
  readonly of: ArrayLike<number>
  readonly links: readonly PlanLink[]
}

export type NestedSolve =
  | { readonly ok: true; readonly sub: Solved; readonly main: MainParts }
  | Extract<SolveResult, { ok: false }>

/**
 * So many main grids with the grids in them, both balanced. A main grid aims at a whole number of grids, so that none of them must be off
 * tolerance: 10 in 3 are 4, 3 and 3. Of the tolerance a main grid takes half, which leaves the other to its grids. Islands too light for a main grid share one, which does not join their grids.
 */
export function solveWithMains(
  { graph, ruled, cut }: Pick<SolveSetup, 'graph' | 'ruled' | 'cut'>,
  options: SolveOptions,
  { mains, grids }: { readonly mains: number; readonly grids: number },
): NestedSolve {
  // What is pinned or apart is of the grids in them.
  const { units: _units, pins: _pins, apart: _apart, ...rules } = options.rules ?? {}
  const weights = ruled.request.weights.map((key) => valuesOf(ruled.facts, key))
  const { links } = chooseLinks(ruled, weights, mains, cut)
  const shares = Array.from({ length: mains }, (_, main) => Math.floor(grids / mains) + (main < grids % mains ? 1 : 0))
  const result = solveNested(
    graph,
    {
      ...options,
      parts: mains,
      tolerances: options.tolerances.map((tolerance) => tolerance / 2),
      rules: {
        ...rules,
        links: links.map(({ a, b }) => [a, b] as const),
        targets: { ...rules.targets, parts: shares },
      },
    },
    { ...options, rules: { ...options.rules, links: [] } },
  )
  if (!result.ok) return result.result
  const { main, sub } = result
  return { ok: true, sub: { ...sub, stopped: main.stopped || sub.stopped }, main: { of: main.parts, links } }
}

interface Numbered {
  readonly assignment: Uint16Array
  readonly grids: readonly GridRow[]
}

/**
 * The records of main grids, and the grids as their sub-grids. Main grids of districts are called and coded like them; others are named where they
 * lie, and coded as grids are with an M before it. `idOf` makes their ids, by what cells they have. O(cells).
 */
export function makeMainGrids(
  input: PlanInput,
  graph: Graph,
  { assignment, grids }: Numbered,
  mainOfCell: ArrayLike<number>,
  idsOf: (assignment: Uint16Array) => (number: number) => string,
): { grids: GridRow[]; mainOfCell: Uint16Array; note: PlanNote } {
  const by = input.request.mainGrids === 'district' ? 'district' : 'count'
  const labelled = assignment.map((grid, cell) => (grid === 0 ? 0 : (mainOfCell[cell] ?? -1) + 2))
  const named = by === 'district' ? namedLikeDistricts(input, labelled) : namedByPlace(input, labelled)
  const mains = named.assignment
  const mainOf = new Map<number, number>()
  for (const [cell, grid] of assignment.entries()) if (grid !== 0 && !mainOf.has(grid)) mainOf.set(grid, mains[cell]!)
  const idOf = idsOf(mains)
  const colours = colourGrids(graph, mains, named.names.length)
  const taken = { codes: new Set(grids.map(({ code }) => code)), names: new Set(grids.map(({ name }) => name)) }
  const last = Math.max(0, ...grids.map(({ number }) => number))
  const records = named.names.map(({ code, name }, place): GridRow => {
    const own = {
      code: free(`${code}`, (text) => `M${text}`, taken.codes),
      name: free(name, (text) => `${text}(${code})`, taken.names),
    }
    taken.codes.add(own.code)
    taken.names.add(own.name)
    return {
      ...{ number: last + place + 1, gridId: idOf(place + 1), ...own, colour: colours[place] ?? '#9aa5ab' },
      ...{ locked: false, areaClass: null, parentId: null, pins: [] },
    }
  })
  const counts = records.map((_, place) => [...mainOf.values()].filter((main) => main === place + 1).length)
  return {
    grids: [...grids.map((grid) => ({ ...grid, parentId: records[mainOf.get(grid.number)! - 1]!.gridId })), ...records],
    mainOfCell: mains,
    note: {
      ...{ code: 'main-grids-made', by, mains: records.length },
      ...{ fewest: Math.min(...counts), most: Math.max(...counts) },
    },
  }
}

interface NamedMains {
  /** 1, 2, … by cell, 0 for none */
  readonly assignment: Uint16Array
  readonly names: readonly { readonly code: string; readonly name: string }[]
}

/** In the order of the districts' codes; what lies in none is called like the city. */
function namedLikeDistricts({ districts, cityName }: PlanInput, labelled: Uint16Array): NamedMains {
  const labels = [...new Set(labelled)].filter((label) => label > 0).sort((a, b) => a - b)
  const numberOf = new Map(labels.map((label, place) => [label, place + 1]))
  return {
    assignment: labelled.map((label) => numberOf.get(label) ?? 0),
    names: labels.map((label) => {
      const district = districts[label - 2]
      return district ? { code: district.code, name: district.name } : { code: '00', name: cityName }
    }),
  }
}

function namedByPlace(
  { centers, districtOfCell, districts, facts, cityName: city }: PlanInput,
  labelled: Uint16Array,
): NamedMains {
  const customers = valuesOf(facts, 'customers')
  const place = { centers, districtOfCell, districts, customers, city, what: '主网格' }
  const { assignment, grids } = nameGrids({ ...place, assignment: labelled })
  return { assignment, names: grids.map(({ code, name }) => ({ code: `M${code}`, name })) }
}

/** A text that is not taken. */
function free(text: string, other: (text: string) => string, taken: ReadonlySet<string>): string {
  return taken.has(text) ? free(other(text), other, taken) : text
}
