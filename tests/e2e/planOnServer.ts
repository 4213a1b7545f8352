import { randomUUID } from 'node:crypto'
import {
  type ApplyResult,
  apply,
  buildLattice,
  cellCenters,
  cellGraph,
  decodeAssignment,
  neighborTable,
  newPlan,
  type Plan,
  valuesOf,
} from '../../partition/index.ts'
import { decodeCells } from '../../server/contract/cellsBinary.ts'
import type { CommandRequest } from '../../server/contract/commands.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'

/** A plan as the server has it, read past the sandbox: what its screen is checked against. */
export interface PlanOnServer {
  detail: PlanDetail
  plan: Plan
  neighbors: Int32Array
  /** by cellIndex */
  customers: Float64Array
  centerOf: (cellIndex: number) => [number, number]
  paint: (grid: number, cells: readonly number[]) => ApplyResult
}

export async function readPlan(url: string, planId: string): Promise<PlanOnServer> {
  const bytes = async (path: string) => new Uint8Array(await (await fetch(url + path)).arrayBuffer())
  const detail = (await (await fetch(`${url}/api/plans/${planId}`)).json()) as PlanDetail
  const cells = decodeCells(
    await bytes(
      `/api/cities/${detail.city}/cells?format=binary&division=${detail.division}&snapshot=${detail.snapshotId}`,
    ),
  )
  const assignment = decodeAssignment(await bytes(`/api/plans/${planId}/assignment`), cells.cellIds.length)
  const lattice = buildLattice(cells.cellIds)
  const neighbors = neighborTable(lattice)
  const centers = cellCenters(lattice)
  const plan: Plan = newPlan(assignment, detail.grids, cellGraph(neighbors, []))
  return {
    detail,
    plan,
    neighbors,
    customers: valuesOf(cells.figures, 'customers'),
    centerOf: (cellIndex) => [centers[2 * cellIndex]!, centers[2 * cellIndex + 1]!],
    paint: (grid, painted) => apply(plan, { kind: 'paint', grid, cells: painted }),
  }
}

/** Gives a grid a cell past the sandbox, as another planner would. */
export async function sendPaint(
  { url, planId }: { url: string; planId: string },
  { detail: { revision } }: PlanOnServer,
  grid: number,
  cell: number,
): Promise<void> {
  const request: CommandRequest = {
    commandId: randomUUID(),
    baseRevision: revision,
    command: { kind: 'paint', grid, cells: [cell] },
  }
  const answer = await fetch(`${url}/api/plans/${planId}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
}

/** A legal move of one cell: `from` gives `cell` to `to`, which touches it, none of them locked. */
export function findLegalMove(server: PlanOnServer): { cell: number; from: number; to: number } {
  const { plan, neighbors, paint, detail } = server
  const isFree = (grid: number) => grid > 0 && !plan.grids.get(grid)!.locked
  for (const cell of cellsInSight(server)) {
    const from = plan.assignment[cell]!
    for (let side = 0; side < 6; side++) {
      const to = plan.assignment[neighbors[6 * cell + side]!] ?? 0
      if (to !== from && isFree(to) && isFree(from) && paint(to, [cell]).ok) return { cell, from, to }
    }
  }
  throw new Error(`${detail.planId} has no legal move`)
}

/** A cell and a grid far from it, which would end in two pieces. */
export function findSplittingMove(server: PlanOnServer): { cell: number; to: number } {
  const { paint, detail } = server
  for (const cell of cellsInSight(server)) {
    for (const { number, locked } of detail.grids) {
      const result = locked ? null : paint(number, [cell])
      if (result && !result.ok && result.reason === 'would-disconnect' && result.grid === number) {
        return { cell, to: number }
      }
    }
  }
  throw new Error(`${detail.planId} has no splitting move`)
}

/** Two moves, each legal alone; the second would break the grid `broken` once the first is made. */
export function findCuttingMoves(server: PlanOnServer) {
  const { plan, detail } = server
  const isFree = (grid: number) => grid > 0 && !plan.grids.get(grid)!.locked
  const moves = cellsInSight(server)
    .filter((cell) => isFree(plan.assignment[cell]!))
    .flatMap((cell) => movesOf(server, cell))
  for (const first of moves) {
    const assignment = plan.assignment.slice()
    assignment[first.cell] = first.to
    for (const second of moves) {
      if (second.cell === first.cell || ![first.from, first.to].includes(second.from)) continue
      const result = apply({ ...plan, assignment }, { kind: 'paint', grid: second.to, cells: [second.cell] })
      if (!result.ok && result.reason === 'would-disconnect')
        return { first, second: { ...second, broken: result.grid! } }
    }
  }
  throw new Error(`${detail.planId} has no two moves that cut a grid together`)
}

/** The legal moves of one cell to the grids that touch it. */
function movesOf({ plan, neighbors, paint }: PlanOnServer, cell: number) {
  const from = plan.assignment[cell]!
  const around = new Set([0, 1, 2, 3, 4, 5].map((side) => plan.assignment[neighbors[6 * cell + side]!] ?? 0))
  return [...around]
    .filter((to) => to !== from && to > 0 && !plan.grids.get(to)!.locked && paint(to, [cell]).ok)
    .map((to) => ({ cell, from, to }))
}

/** The cells from the middle of the city outwards, so that the first found lies clear of the panels over the map. */
function cellsInSight({ plan, centerOf }: PlanOnServer): number[] {
  const centers = Array.from(plan.assignment, (_, cell) => centerOf(cell))
  const middle = [0, 1].map((axis) => centers.reduce((sum, center) => sum + center[axis]!, 0) / centers.length)
  const distance = (cell: number) => Math.hypot(centers[cell]![0] - middle[0]!, centers[cell]![1] - middle[1]!)
  return Array.from(centers.keys()).sort((a, b) => distance(a) - distance(b))
}
