import type { UnitCells } from '../../../../server/cities/places/holdCells.ts'
import type { UnitKind } from '../../../../server/contract/placeKinds.ts'
import { barrierKinds, unitKinds } from '../../../../server/contract/placeKinds.ts'
import type { Thing } from '../../../../server/contract/things.ts'
import type { ComputedPlan } from '../../../../server/plans/computePlan.ts'
import type { PlanInput } from '../../../../server/plans/planInput.ts'

interface Parting {
  readonly kind: string
  readonly cells: readonly number[]
}

/**
 * What of a request's rules a plan does not keep and no note tells, found from the rows that the rules are of: units with the cells they
 * touch, barriers with the pairs they part. Shares no code with what makes the plan.
 */
export function brokenThings(input: PlanInput, plan: ComputedPlan): string[] {
  const { request, from, neighbors, districtOfCell } = input
  const { assignment, grids, warnings } = plan
  const broken: string[] = []
  const say = (isBroken: boolean, what: string) => {
    if (isBroken) broken.push(what)
  }
  const gridsOf = (cells: Iterable<number>) => new Set([...cells].map((cell) => assignment[cell]!))
  const named = JSON.parse(input.thingsText ?? '[]') as UnitCells<UnitKind>[]
  const cellsOf = (thing: Thing): number[] =>
    'cells' in thing
      ? thing.cells.flatMap(([start, length]) => Array.from({ length }, (_, i) => start + i))
      : cellsHeld(named.filter(({ kind }) => kind === thing.place.kind)).get(`${thing.place.kind}/${thing.place.code}`)!
  const isLocked = new Set(from?.grids.filter(({ locked }) => locked).map(({ number }) => number))

  const gridOfLabel = new Map<string | number, number>()
  for (const pin of request.pins ?? []) {
    const own = gridsOf(cellsOf(pin))
    say(own.size !== 1, `what is pinned to ${pin.grid} lies in ${own.size} grids`)
    const [grid] = own
    const known = gridOfLabel.get(pin.grid)
    say(known !== undefined && known !== grid, `things pinned to ${pin.grid} lie in grids ${known} and ${grid}`)
    gridOfLabel.set(pin.grid, grid!)
    const asked = from?.grids.find(({ gridId, number }) => gridId === pin.grid || number === pin.grid)
    const got = grids.find(({ number }) => number === grid)
    say(asked !== undefined && asked.gridId !== got?.gridId, `what is pinned to ${asked?.name} lies in ${got?.name}`)
  }
  if (!from) say(new Set(gridOfLabel.values()).size !== gridOfLabel.size, 'things pinned to two numbers share a grid')

  const apart = warnings.find((note) => note.code === 'apart-kept')
  let together = 0
  for (const two of request.apart ?? []) {
    const [first, second] = two.map((thing) => gridsOf(cellsOf(thing))) as [Set<number>, Set<number>]
    if ([...first].some((grid) => second.has(grid))) together++
  }
  say(
    together !== (apart ? apart.pairs - apart.kept : 0),
    `${together} pairs share a grid, and the note tells otherwise`,
  )

  if (request.keepWhole) {
    const units = (JSON.parse(input.unitsText ?? '[]') as UnitCells<UnitKind>[]).filter(({ kind }) =>
      request.keepWhole!.includes(kind),
    )
    const held = cellsHeld(units)
    const note = warnings.find((one) => one.code === 'units-kept')!
    const told = new Set(note.notKept.map(({ name }) => name))
    const split = units.filter(({ kind, code }) => gridsOf(held.get(`${kind}/${code}`) ?? []).size > 1)
    if (note.more === undefined) for (const { name } of split) say(!told.has(name), `${name} is split and not told`)
    say(split.length > note.units - note.whole, `${split.length} units are split, ${note.units - note.whole} told`)
  }

  const parted = new Set<string>()
  const joined = new Set<string>()
  for (const { kind, cells } of JSON.parse(input.barriersText ?? '[]') as Parting[]) {
    if (kind !== 'crossing' && !request.barriers?.some((one) => one === kind && barrierKinds.includes(one))) continue
    for (let i = 0; i < cells.length; i += 2) (kind === 'crossing' ? joined : parted).add(`${cells[i]}-${cells[i + 1]}`)
  }
  const links = new Map<number, number[]>()
  for (const { a, b } of plan.links) {
    links.set(a, [...(links.get(a) ?? []), b])
    links.set(b, [...(links.get(b) ?? []), a])
  }
  const isSeen = new Set<number>()
  const pieces = new Map<number, number>()
  for (const start of assignment.keys()) {
    if (isSeen.has(start)) continue
    const grid = assignment[start]!
    pieces.set(grid, (pieces.get(grid) ?? 0) + 1)
    const queue = [start]
    isSeen.add(start)
    for (const cell of queue) {
      const near = [...neighbors.subarray(6 * cell, 6 * cell + 6)].filter((other) => {
        const key = `${Math.min(cell, other)}-${Math.max(cell, other)}`
        return other >= 0 && !(request.barriers && parted.has(key) && !joined.has(key))
      })
      for (const other of [...near, ...(links.get(cell) ?? [])]) {
        if (assignment[other] !== grid || isSeen.has(other)) continue
        isSeen.add(other)
        queue.push(other)
      }
    }
  }
  for (const [grid, count] of pieces) say(count > 1, `grid ${grid} lies on ${count} sides`)

  const members = new Map<number, number[]>()
  assignment.forEach((grid, cell) => {
    members.set(grid, [...(members.get(grid) ?? []), cell])
  })
  if (request.districts === 'never')
    for (const [grid, cells] of members)
      if (!isLocked.has(grid))
        say(new Set(cells.map((cell) => districtOfCell[cell])).size > 1, `grid ${grid} crosses districts`)
  from?.assignment.forEach((grid, cell) => {
    if (isLocked.has(grid) !== isLocked.has(assignment[cell]!) || (isLocked.has(grid) && assignment[cell] !== grid))
      say(true, `cell ${cell} of locked grid ${grid} is in ${assignment[cell]}`)
  })
  if (request.grids !== undefined)
    say(members.size !== request.grids, `${members.size} grids, ${request.grids} asked for`)

  if (request.classB) {
    const isB = new Set(
      (request.classB.areas ?? []).flatMap(({ kind, code }) =>
        kind === 'district'
          ? [...districtOfCell.keys()].filter((cell) => input.districts[districtOfCell[cell]!]?.code === code)
          : cellsOf({ place: { kind, code } }),
      ),
    )
    if (!request.classB.areas) {
      const numbers = from!.grids.filter(({ areaClass }) => areaClass === 'B').map(({ number }) => number)
      from!.assignment.forEach((grid, cell) => {
        if (numbers.includes(grid)) isB.add(cell)
      })
    }
    for (const { number, areaClass, locked, name } of grids) {
      const cells = members.get(number) ?? []
      const isMostly = cells.filter((cell) => isB.has(cell)).length > cells.length / 2
      say(!locked && isMostly !== (areaClass === 'B'), `${name} is of class ${areaClass}`)
    }
  }
  return broken
}

/** By kind and code: the cells that a unit covers most of among these, the first by kind and code of equal ones. */
function cellsHeld(units: readonly UnitCells<UnitKind>[]): Map<string, number[]> {
  const best = new Map<number, { unit: UnitCells<UnitKind>; share: number }>()
  const isBefore = (a: UnitCells<UnitKind>, b: UnitCells<UnitKind>) =>
    a.kind === b.kind ? a.code < b.code : order(a) < order(b)
  const order = ({ kind }: UnitCells<UnitKind>) => unitKinds.toSorted().indexOf(kind)
  for (const unit of units)
    for (const [place, cell] of unit.cells.entries()) {
      const [share, known] = [unit.shares[place]!, best.get(cell)]
      if (!known || share > known.share || (share === known.share && isBefore(unit, known.unit)))
        best.set(cell, { unit, share })
    }
  const held = new Map<string, number[]>(units.map(({ kind, code }) => [`${kind}/${code}`, []]))
  for (const [cell, { unit }] of best) held.get(`${unit.kind}/${unit.code}`)!.push(cell)
  return held
}
