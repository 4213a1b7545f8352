/** A plan with the log of what was done to it, and a hand that tries anything. */
import { apply } from '../../../../partition/plan/apply.ts'
import { type CellRun, runsOf } from '../../../../partition/plan/cellRuns.ts'
import type { ApplyResult, Command, SeenRun } from '../../../../partition/plan/command.ts'
import { gridText } from '../../../../partition/plan/grid.ts'
import { hashAfter, hashPlan } from '../../../../partition/plan/hash.ts'
import { type Patch, writePatch } from '../../../../partition/plan/patch.ts'
import type { MutablePlan } from '../../../../partition/plan/plan.ts'
import { gridIdOf, neighborsOf, type TestCity } from '../builders.ts'

export interface Logged {
  readonly commandId: string
  readonly command: Command
  readonly patch: Patch
}

export class EditedPlan {
  readonly plan: MutablePlan
  readonly log: Logged[] = []
  hash: number

  constructor(plan: MutablePlan) {
    this.plan = plan
    this.hash = hashPlan(plan)
  }

  patchOf = (commandId: string): Patch | undefined => this.log.find((one) => one.commandId === commandId)?.patch

  /** Does it, where it is lawful; the commands' ids are their revisions. */
  do(command: Command): ApplyResult {
    const result = apply(this.plan, command, this.patchOf)
    if (!result.ok) return result
    writePatch(this.plan, result.patch)
    this.hash = hashAfter(this.hash, result.patch)
    this.log.push({ commandId: this.nextId(), command, patch: result.patch })
    return result
  }

  /** As `do`; throws where it is refused. Answers with the command's id. */
  must(command: Command): string {
    const result = this.do(command)
    if (!result.ok) throw new Error(`${command.kind}: ${result.message}`)
    return this.log.at(-1)!.commandId
  }

  nextId(): string {
    return `c${this.log.length + 1}`
  }

  idOf(cell: number): string | null {
    return this.plan.grids.get(this.plan.assignment[cell]!)?.gridId ?? null
  }

  /** Cells with the grids they are in. */
  see(cells: readonly number[]): SeenRun[] {
    return runsOf(cells).flatMap(({ start, length }: CellRun) =>
      Array.from({ length }, (_, i) => ({ start: start + i, length: 1, seen: this.idOf(start + i) })),
    )
  }

  cellsOf(number: number): number[] {
    return [...this.plan.assignment.keys()].filter((cell) => this.plan.assignment[cell] === number)
  }

  /** All that makes the state, as text. */
  text(): string {
    const records = [...this.plan.grids.values()].sort((a, b) => a.number - b.number).map(gridText)
    return `${this.plan.assignment.join()}\n${records.join('\n')}`
  }
}

/** What a hand might want, lawful or not: mostly strokes, and every other kind now and then. */
export function randomCommand(edited: EditedPlan, city: TestCity, random: () => number): Command {
  const { plan } = edited
  const pick = (count: number) => Math.floor(random() * count)
  const grids = [...plan.grids.values()]
  const grid = grids[pick(grids.length)]!
  const other = grids[pick(grids.length)]!
  const blob = (start: number, size: number) => {
    const cells = [start]
    for (let i = 0; i < size; i++) {
      const around = neighborsOf(city, cells[pick(cells.length)]!)
      cells.push(around[pick(around.length)]!)
    }
    return cells
  }
  const start = pick(plan.assignment.length)
  const newId = gridIdOf(1_000_000 + pick(1_000_000_000))
  const dice = random()
  if (dice < 0.45) {
    const cells = blob(start, 1 + pick(9))
    const near = neighborsOf(city, cells.at(-1)!)[0]!
    const gridId = random() < 0.9 ? (edited.idOf(near) ?? grid.gridId) : grid.gridId
    const seen = random() < 0.9 ? edited.see(cells) : edited.see(cells).map((run) => ({ ...run, seen: other.gridId }))
    return { kind: 'paint', gridId, cells: seen, ...(random() < 0.2 && { whole: true }) }
  }
  const own = edited.cellsOf(grid.number)
  if (dice < 0.55) {
    const cells = blob(own[pick(own.length)] ?? start, 1 + pick(12))
    return { kind: 'split', gridId: grid.gridId, parts: [{ gridId: newId, cells: edited.see(cells) }] }
  }
  if (dice < 0.63) {
    const beside = own.flatMap((cell) => neighborsOf(city, cell)).map((cell) => edited.idOf(cell))
    return { kind: 'merge', gridId: grid.gridId, gone: [beside[pick(beside.length)] ?? other.gridId] }
  }
  if (dice < 0.66) return { kind: 'create', gridId: newId, ...(random() < 0.3 && { parentId: other.gridId }) }
  if (dice < 0.69) return { kind: 'delete', gridId: grid.gridId }
  if (dice < 0.72) return { kind: 'lock', gridId: grid.gridId, locked: random() < 0.4 }
  if (dice < 0.75) return { kind: 'rename', gridId: grid.gridId, name: `N${pick(30)}` }
  if (dice < 0.77) return { kind: 'recode', gridId: grid.gridId, code: `K${pick(30)}` }
  if (dice < 0.79) return { kind: 'recolour', gridId: grid.gridId, colour: random() < 0.5 ? '#123456' : '#8aa6f2' }
  if (dice < 0.81) return { kind: 'set-class', gridId: grid.gridId, areaClass: random() < 0.5 ? 'A' : null }
  if (dice < 0.84) return { kind: 'assign-parent', gridId: grid.gridId, parentId: random() < 0.6 ? other.gridId : null }
  if (dice < 0.88) return { kind: 'pin', cells: edited.see(blob(start, 2)), pinned: random() < 0.4 }
  const past = edited.log[pick(edited.log.length)]?.commandId ?? 'c0'
  return { kind: 'revert', commandId: random() < 0.7 ? `c${edited.log.length}` : past }
}
