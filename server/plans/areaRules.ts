import { runsOf, valuesOf } from '../../partition/index.ts'
import type { UnitCells } from '../cities/places/holdCells.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { KeptArea } from '../contract/places.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import type { KeepLimits, KeptUnits } from './keepUnits.ts'
import { keepUnits } from './keepUnits.ts'
import type { PlanInput } from './planInput.ts'

/** A subdistrict with the cells it covers most of. */
export interface AreaOfCells {
  readonly code: string
  readonly name: string
  readonly cells: readonly number[]
}

export interface AreaRules {
  /** the input with the areas that no grid may cross in place of the districts, where there is such a rule */
  readonly ruled: PlanInput
  /** one label a cell each: borders that are preferred */
  readonly preferred: readonly Int32Array[]
  /** those that no grid crosses the border of, where they are subdistricts */
  readonly areas: readonly KeptArea[] | undefined
  /** the subdistricts that are to be whole, and those too heavy for it, by their size in average grids */
  readonly whole:
    | { readonly light: readonly AreaOfCells[]; readonly heavy: ReadonlyMap<AreaOfCells, number> }
    | undefined
}

/**
 * What a request asks of districts and subdistricts. Where no grid may cross subdistricts, they stand where districts do in the engine's rules, parted by the
 * districts too if these may not be crossed either. One that is heavier than a grid may be is not kept whole: its border is preferred instead.
 */
export function areaRules(input: PlanInput, grids: number): AreaRules {
  const { request } = input
  const asked = request.subdistricts ?? 'ignore'
  const never = request.districts === 'never' || request.mainGrids === 'district'
  const ruled: PlanInput = never ? { ...input, request: { ...request, districts: 'never' } } : input
  if (asked === 'ignore' || input.subdistrictsText === undefined)
    return { ruled, preferred: [], areas: undefined, whole: undefined }
  const list = JSON.parse(input.subdistrictsText) as AreaOfCells[]
  const subdistrictOf = labels(list, input.districtOfCell.length)
  if (asked === 'avoid') return { ruled, preferred: [subdistrictOf], areas: undefined, whole: undefined }
  if (asked === 'whole') {
    const heavy = heavyOnes(list, input, grids)
    const light = list.filter((area) => !heavy.has(area))
    const borders = heavy.size > 0 ? [labels([...heavy.keys()], input.districtOfCell.length)] : []
    return { ruled, preferred: borders, areas: undefined, whole: { light, heavy } }
  }
  const { of, names } = never
    ? withinDistricts(subdistrictOf, list, input)
    : { of: subdistrictOf, names: list.map(({ code, name }) => ({ code, name })) }
  return {
    ruled: { ...input, request: { ...request, districts: 'never' }, districtOfCell: of, districts: names },
    preferred: request.districts === 'avoid' && !never ? [input.districtOfCell] : [],
    areas: keptAreas(of, names),
    whole: undefined,
  }
}

function keptAreas(of: Int32Array, names: readonly { readonly code: string; readonly name: string }[]): KeptArea[] {
  const cells: number[][] = names.map(() => [])
  for (const [cell, label] of of.entries()) if (label >= 0) cells[label]!.push(cell)
  return names.flatMap(({ code, name }, label) =>
    cells[label]!.length === 0
      ? []
      : [{ code, name, cells: runsOf(cells[label]!).map(({ start, length }): [number, number] => [start, length]) }],
  )
}

function labels(list: readonly AreaOfCells[], cellCount: number): Int32Array {
  const of = new Int32Array(cellCount).fill(-1)
  for (const [area, { cells }] of list.entries()) for (const cell of cells) of[cell] = area
  return of
}

/** Each subdistrict by the districts it lies in; what is of none, by district. */
function withinDistricts(
  subdistrictOf: Int32Array,
  list: readonly AreaOfCells[],
  { districtOfCell, districts }: PlanInput,
) {
  const known = new Map<string, number>()
  const names: { code: string; name: string }[] = []
  const of = subdistrictOf.map((area, cell) => {
    const district = districtOfCell[cell]!
    if (area < 0 && district < 0) return -1
    const key = `${area} ${district}`
    let label = known.get(key)
    if (label === undefined) {
      label = names.length
      known.set(key, label)
      const { code, name } = list[area] ?? districts[district]!
      names.push({ code, name })
    }
    return label
  })
  return { of, names }
}

/** Those with more of a weight than a grid may have, by how many average grids they weigh. */
function heavyOnes(
  list: readonly AreaOfCells[],
  { request, facts }: PlanInput,
  grids: number,
): Map<AreaOfCells, number> {
  const heavy = new Map<AreaOfCells, number>()
  for (const key of request.composite ? [] : request.weights) {
    if (request.soft?.includes(key)) continue
    const values = valuesOf(facts, key)
    const average = values.reduce((sum, value) => sum + value, 0) / grids
    const most =
      request.sizeBand && key === 'customers' ? request.sizeBand.largest : average * (1 + toleranceOf(request, key))
    if (!(average > 0)) continue
    for (const area of list) {
      const sum = area.cells.reduce((all, cell) => all + values[cell]!, 0)
      if (sum > most) heavy.set(area, Math.max(heavy.get(area) ?? 0, sum / average))
    }
  }
  return heavy
}

function toleranceOf({ tolerances, tolerance }: PartitionRequest, key: string): number {
  return tolerances?.[key] ?? tolerance
}

/** Of longer lists the rest is counted. */
const mostListed = 8
const whole = 1_000_000

/** The subdistricts that this plan can keep whole, as units; and what is said of them. */
export function keepAreas(
  { light, heavy }: NonNullable<AreaRules['whole']>,
  limits: KeepLimits,
): KeptUnits & { readonly areaNote: PlanNote } {
  const units = light
    .filter(({ cells }) => cells.length > 0)
    .map(
      ({ code, name, cells }): UnitCells => ({
        kind: 'subdistrict',
        code,
        name,
        cells: [...cells],
        shares: cells.map(() => whole),
      }),
    )
  const keeps = keepUnits(units, limits)
  const notKept = [
    ...[...heavy]
      .sort(([, a], [, b]) => b - a)
      .map(([{ name }, weighs]) => ({ name, reason: 'heavy' as const, weighs })),
    ...keeps.notKept.map(({ name, reason }) => ({
      name,
      reason: reason === 'subdistricts' ? ('districts' as const) : reason,
    })),
  ]
  const more = notKept.length - mostListed
  return {
    ...keeps,
    areaNote: {
      code: 'subdistricts-kept',
      areas: keeps.kept.length + notKept.length,
      whole: keeps.kept.length,
      notKept: notKept.slice(0, mostListed),
      ...(more > 0 && { more }),
    },
  }
}
