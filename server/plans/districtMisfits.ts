import type { CityState } from '../cities/cells.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import type { GridRow } from './store.ts'

type Named = Pick<GridRow, 'number' | 'code' | 'name'>

export interface DistrictMisfits {
  /** the file and the moment of the last change of borders since the plan was made; null where there was none */
  readonly since: { readonly replacedAt: string; readonly replacedBy: string } | null
  /** grids in several districts of a plan that was made with none across a border */
  readonly crossing: readonly Named[]
  /** grids whose code or name begins with that of a district which is gone */
  readonly named: readonly Named[]
}

interface Input {
  readonly city: Pick<CityState, 'districtOfCell' | 'districts' | 'formerDistricts'>
  readonly createdAt: Date
  readonly parameters: Pick<PartitionRequest, 'districts' | 'mainGrids'> | null
  readonly assignment: Uint16Array
  readonly grids: readonly GridRow[]
}

/** What of a plan does not fit its city's districts any more, now that their borders have changed since it was made. O(cells). */
export function districtMisfits({ city, createdAt, parameters, assignment, grids }: Input): DistrictMisfits {
  const former = city.formerDistricts.filter(({ replacedAt }) => Date.parse(replacedAt) >= createdAt.getTime())
  const last = former.at(-1)
  if (!last) return { since: null, crossing: [], named: [] }
  const mayNotCross = parameters?.districts === 'never' || parameters?.mainGrids === 'district'
  const crossed = mayNotCross ? inSeveral(assignment, city.districtOfCell) : new Set<number>()
  const codes = new Set(city.districts.map(({ code }) => code))
  const names = new Set(city.districts.map(({ name }) => name))
  const goneCodes = new Set(former.map(({ code }) => code).filter((code) => !codes.has(code)))
  const goneNames = new Set(former.map(({ name }) => name).filter((name) => !names.has(name)))
  const isNamedAfter = ({ code, name }: Named) =>
    isCodeOf(code, goneCodes) || (beginsWith(name, goneNames) && !beginsWith(name, names))
  return {
    since: { replacedAt: last.replacedAt, replacedBy: last.replacedBy },
    crossing: grids.filter(({ number }) => crossed.has(number)).map(nameOf),
    named: grids.filter(isNamedAfter).map(nameOf),
  }
}

const shownGrids = 8

/** The same as a note of the plan, where anything does not fit. */
export function noteMisfits({ since, crossing, named }: DistrictMisfits): PlanNote[] {
  if (!since || crossing.length + named.length === 0) return []
  const shown = (grids: readonly Named[]) => grids.slice(0, shownGrids).map(({ name }) => name)
  return [
    {
      code: 'districts-changed',
      on: since.replacedAt.slice(0, 10),
      source: since.replacedBy,
      crossing: crossing.length,
      crossingGrids: shown(crossing),
      named: named.length,
      namedGrids: shown(named),
    },
  ]
}

function nameOf({ number, code, name }: Named): Named {
  return { number, code, name }
}

function inSeveral(assignment: Uint16Array, districtOfCell: Int32Array): Set<number> {
  const first = new Map<number, number>()
  const several = new Set<number>()
  for (const [cell, grid] of assignment.entries()) {
    if (grid === 0) continue
    const district = districtOfCell[cell]!
    const other = first.get(grid)
    if (other === undefined) first.set(grid, district)
    else if (other !== district) several.add(grid)
  }
  return several
}

function beginsWith(text: string, beginnings: ReadonlySet<string>): boolean {
  return [...beginnings].some((beginning) => text.startsWith(beginning))
}

/** As the grids of a new plan are coded: the district's code and a sequence. */
function isCodeOf(code: string, districts: ReadonlySet<string>): boolean {
  return [...districts].some((district) => code.startsWith(district) && /^\d{1,6}$/.test(code.slice(district.length)))
}
