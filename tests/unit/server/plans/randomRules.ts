import { createRandom } from '../../../../partition/divide/base/random.ts'
import type { UnitCells } from '../../../../server/cities/places/holdCells.ts'
import { type PartitionInput, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import { barrierKinds, type UnitKind, unitKinds } from '../../../../server/contract/placeKinds.ts'
import type { Pin, Thing } from '../../../../server/contract/things.ts'
import type { PlanInput } from '../../../../server/plans/planInput.ts'
import type { StartingPlan } from '../../../../server/plans/startingPlan.ts'

/** A city with what its rules may name. */
export interface RuledCity extends Omit<PlanInput, 'request'> {
  readonly units: readonly UnitCells<UnitKind>[]
  readonly parting: readonly {
    readonly kind: (typeof barrierKinds)[number] | 'crossing'
    readonly cells: readonly number[]
  }[]
}

export interface RandomRulesOptions {
  /** grids asked for, from and to */
  readonly grids: readonly [number, number]
  /** a plan to stay near, now and then */
  readonly start?: StartingPlan | undefined
}

/** Units of several kinds over one another, some in two pieces; a river and a railway across the city, with crossings. */
export function withGeography<C extends Omit<PlanInput, 'request'>>(city: C, seed: number, count = 24): C & RuledCity {
  const random = createRandom(seed)
  const cellCount = city.neighbors.length / 6
  const pick = (most: number) => random.below(Math.floor(most))
  const fraction = () => random.below(1_000_000) / 1_000_000
  const around = (cells: readonly number[]) =>
    cells.flatMap((cell) => [cell, ...city.neighbors.subarray(6 * cell, 6 * cell + 6)]).filter((cell) => cell >= 0)
  const units = Array.from({ length: count }, (_, i): UnitCells<UnitKind> => {
    const kind = (['estate', 'building', 'park'] as const)[pick(3)]!
    const blob = (middle: number) =>
      kind === 'building' ? [middle] : around(pick(3) === 0 ? around([middle]) : [middle])
    const two = kind === 'park' && pick(4) === 0 ? blob(pick(cellCount)) : []
    const cells = [...new Set([...blob(pick(cellCount)), ...two])].sort((a, b) => a - b)
    return { kind, code: `U${i}`, name: `单位${i}`, cells, shares: cells.map(() => 1 + pick(4)) }
  }).sort((a, b) => (a.kind === b.kind ? (a.code < b.code ? -1 : 1) : a.kind < b.kind ? -1 : 1))
  const pairsAcross = (axis: 0 | 1) => {
    const middles = Array.from({ length: cellCount }, (_, cell) => city.centers[2 * cell + axis]!)
    const line = middles.toSorted((a, b) => a - b)[Math.floor(cellCount * (0.3 + 0.4 * fraction()))]!
    const pairs: number[] = []
    for (const [at, other] of city.neighbors.entries()) {
      const cell = Math.floor(at / 6)
      if (other > cell && middles[cell]! < line !== middles[other]! < line) pairs.push(cell, other)
    }
    return pairs
  }
  const [river, railway] = [pairsAcross(1), pairsAcross(0)]
  const some = river.length >= 2 ? 2 * pick(river.length / 2) : 0
  return {
    ...city,
    units,
    parting: [
      { kind: 'river', cells: river },
      { kind: 'railway', cells: railway },
      { kind: 'crossing', cells: river.slice(some, some + 2) },
    ],
  }
}

/** A request with random rules of the city, as a run of it is set up; the same seed makes the same. */
export function randomRules(
  city: RuledCity,
  seed: number,
  { grids: [from, to], start }: RandomRulesOptions,
): PlanInput {
  const random = createRandom(seed)
  const pick = (most: number) => random.below(Math.floor(most))
  const fraction = () => random.below(1_000_000) / 1_000_000
  const is = (share: number) => fraction() < share
  const cellCount = city.neighbors.length / 6
  const grids = from + pick(to - from + 1)
  const near = start !== undefined && is(0.4) ? start : undefined
  const thing = (): Thing => {
    const unit = city.units[pick(city.units.length)]!
    return is(0.7) ? { place: { kind: unit.kind, code: unit.code } } : { cells: [[pick(cellCount - 3), 1 + pick(2)]] }
  }
  const gridOf = (): Pin['grid'] => {
    if (!near) return 1 + pick(grids)
    const { number, gridId } = near.grids[pick(near.grids.length)]!
    return is(0.5) ? number : gridId
  }
  const kinds = [...new Set(city.units.map(({ kind }) => kind))]
  const kept = kinds.filter(() => is(0.6))
  const barriers = barrierKinds.filter((kind) => city.parting.some((place) => place.kind === kind) && is(0.4))
  const pins = is(0.5) ? Array.from({ length: 1 + pick(4) }, () => ({ ...thing(), grid: gridOf() })) : []
  const apart = is(0.5) ? Array.from({ length: 1 + pick(3) }, (): [Thing, Thing] => [thing(), thing()]) : []
  const area = () =>
    is(0.6)
      ? { kind: 'district' as const, code: city.districts[pick(city.districts.length)]!.code }
      : { kind: city.units[0]!.kind, code: city.units[0]!.code }
  const asked: PartitionInput = {
    ...(near ? { from: near.planId, fromRevision: near.revision, ...(is(0.3) && { grids }) } : { grids }),
    tolerance: 0.1 + 0.4 * fraction(),
    weights: ['customers'],
    preset: 'fast',
    seed: pick(1000),
    districts: (['ignore', 'ignore', 'avoid', 'never'] as const)[pick(4)]!,
    ...(kept.length > 0 && { keepWhole: kept }),
    ...(barriers.length > 0 && { barriers }),
    ...(pins.length > 0 && { pins }),
    ...(apart.length > 0 && { apart }),
    ...(is(0.3) && { classB: near && is(0.5) ? {} : { areas: [area()] } }),
  }
  return ruledInput(city, asked, near)
}

/** A request of the city with the rows that its rules go by. */
export function ruledInput(city: RuledCity, asked: PartitionInput, from?: StartingPlan): PlanInput {
  const request = partitionRequest.parse(asked)
  const named = new Set<UnitKind>(
    [
      ...(request.pins ?? []).flatMap((pin) => ('place' in pin ? [pin.place.kind] : [])),
      ...(request.apart ?? []).flat().flatMap((one) => ('place' in one ? [one.place.kind] : [])),
      ...(request.classB?.areas ?? []).map(({ kind }) => kind),
    ].flatMap((kind) => unitKinds.filter((unit) => unit === kind)),
  )
  const text = (isOf: (kind: UnitKind) => boolean) => JSON.stringify(city.units.filter(({ kind }) => isOf(kind)))
  const parting = city.parting.filter(({ kind }) => kind === 'crossing' || request.barriers?.includes(kind))
  const { units: _, parting: __, ...plain } = city
  return {
    ...plain,
    request,
    from,
    ...(request.keepWhole && { unitsText: text((kind) => request.keepWhole!.includes(kind)) }),
    ...(request.barriers && { barriersText: JSON.stringify(parting) }),
    ...(named.size > 0 && { thingsText: text((kind) => named.has(kind)) }),
  }
}
