import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { GridCommand } from '../../contract/commands.ts'
import type { SplitRequest } from '../../contract/gridSplit.ts'
import type { GridSummary } from '../../contract/grids.ts'
import type { Database } from '../../db/database.ts'
import { editFromShell } from '../editFromShell.ts'
import { findGrid } from '../findGrid.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Json = { json?: true }

interface Making extends Json {
  name?: string
  code?: string
  colour?: string
  class?: 'A' | 'B' | null
  parent?: string
}

interface Splitting extends Json {
  into?: number
  seeds?: number[]
  cells?: parse.CellRange[]
  name?: string
  code?: string
}

const gridArgument = 'a grid by its code, name, number or id'

/** `grid …`: edits of single grids. Each is a command of the plan's log, and `plan undo` takes it back. */
export function addGrid(program: Command, shell: Shell): void {
  const grid = program.command('grid').description('edit the grids of a plan; `shapan plan undo` takes an edit back')
  addRecordEdits(grid, shell)
  addShapeEdits(grid, shell)
  addCellEdits(grid, shell)
  addLineage(grid, shell)
}

function addRecordEdits(grid: Command, shell: Shell): void {
  const verb = (name: string, description: string, value: [name: string, help: string] | null, example: string) => {
    const command = grid
      .command(name)
      .description(description)
      .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
      .argument('<grid>', gridArgument)
    if (value) command.argument(`<${value[0]}>`, value[1])
    return command
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\nExample:\n  shapan grid ${name} ${example}`)
  }
  const edit = (
    verbs: Command,
    make: (grid: GridSummary, value: string, grids: readonly GridSummary[]) => GridCommand,
  ) =>
    verbs.action(async (...args: unknown[]) => {
      // commander hands over the arguments, then the options and the command itself
      const [planId, name] = args as [string, string]
      const value = args.length > 4 ? String(args[2]) : ''
      const { json } = args.at(-2) as Json
      await editFromShell(shell, planId, json, ({ grids }) => make(findGrid(grids, name), value, grids))
    })
  edit(
    verb('rename', 'give a grid another name', ['name', 'the new name, no other grid’s'], "taipei-1 6300001 '信义一'"),
    ({ gridId }, name) => ({ kind: 'rename', gridId, name }),
  )
  edit(
    verb('recode', 'give a grid another code', ['code', 'the new code, no other grid’s'], 'taipei-1 6300001 6300099'),
    ({ gridId }, code) => ({ kind: 'recode', gridId, code }),
  )
  edit(
    verb('recolour', 'give a grid another colour', ['colour', 'such as #8aa6f2'], "taipei-1 6300001 '#8aa6f2'"),
    ({ gridId }, colour) => ({ kind: 'recolour', gridId, colour: parse.parseColour(colour) }),
  )
  edit(
    verb('class', 'put a grid into class A (town) or B (country)', ['class', 'A, B or none'], 'taipei-1 6300001 B'),
    ({ gridId }, value) => ({ kind: 'set-class', gridId, areaClass: parse.parseAreaClass(value) }),
  )
  edit(
    verb('parent', 'make a grid a sub-grid of another', ['parent', 'the main grid, or none'], 'taipei-1 6300001 63000'),
    ({ gridId }, value, grids) => ({
      kind: 'assign-parent',
      gridId,
      parentId: value === 'none' ? null : findGrid(grids, value).gridId,
    }),
  )
  edit(verb('lock', 'let no cell leave or join a grid', null, 'taipei-1 6300001'), ({ gridId }) => ({
    kind: 'lock',
    gridId,
    locked: true,
  }))
  edit(verb('unlock', 'let cells leave and join a grid again', null, 'taipei-1 6300001'), ({ gridId }) => ({
    kind: 'lock',
    gridId,
    locked: false,
  }))
  edit(verb('delete', 'delete a grid that has no cell', null, 'taipei-1 6300001'), ({ gridId }) => ({
    kind: 'delete',
    gridId,
  }))
}

function addShapeEdits(grid: Command, shell: Shell): void {
  grid
    .command('create')
    .description('add a grid without cells, such as a main grid; what is not given is chosen')
    .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
    .option('--name <text>', 'its name')
    .option('--code <code>', 'its code')
    .option('--colour <colour>', 'such as #8aa6f2', parse.parseColour)
    .option('--class <class>', 'A or B', parse.parseAreaClass)
    .option('--parent <grid>', 'the main grid it belongs to')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', "\nExample:\n  shapan grid create taipei-1 --name '信义主网格' --code 63000")
    .action(async (planId: string, { json, class: areaClass, parent, ...given }: Making) => {
      await editFromShell(shell, planId, json, ({ grids }) => ({
        kind: 'create',
        gridId: randomUUID(),
        ...given,
        ...(areaClass && { areaClass }),
        ...(parent !== undefined && { parentId: findGrid(grids, parent).gridId }),
      }))
    })
  grid
    .command('merge')
    .description('merge grids into one, which keeps its number, code and name')
    .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
    .argument('<into>', gridArgument)
    .argument('<grids...>', 'the grids that end')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan grid merge taipei-1 6300001 6300002 6300003')
    .action(async (planId: string, into: string, gone: string[], { json }: Json) => {
      await editFromShell(shell, planId, json, ({ grids }) => ({
        kind: 'merge',
        gridId: findGrid(grids, into).gridId,
        gone: gone.map((name) => findGrid(grids, name).gridId),
      }))
    })
  grid
    .command('split')
    .description('split a grid: into balanced parts, around cells, or along a set of cells')
    .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
    .argument('<grid>', gridArgument)
    .option('--into <n>', 'into so many parts of equal customers', parse.wholeNumber(2, 100))
    .option('--seeds <cells>', 'around these cells, by their indices; the first part stays', parse.parseCells)
    .option('--cells <cells>', 'take out these cells (12,40-55)', parse.parseCellRanges)
    .option('--name <text>', 'name of the new grid, where there is one')
    .option('--code <code>', 'code of the new grid, where there is one')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan grid split taipei-1 6300001 --into 2')
    .action(async (planId: string, name: string, { json, ...how }: Splitting) => {
      await editFromShell(shell, planId, json, ({ database, grids }) =>
        split(database, planId, findGrid(grids, name), how),
      )
    })
}

async function split(
  database: Database,
  planId: string,
  { gridId }: GridSummary,
  { into, seeds, cells, name, code }: Splitting,
): Promise<GridCommand> {
  const { loadSplit } = await import('../../plans/split/loadSplit.ts')
  const { ShapanError } = await import('../../base/errors.ts')
  const ways = [into, seeds, cells].filter((way) => way !== undefined).length
  if (ways !== 1)
    throw new ShapanError(
      'invalid-request',
      'A split needs one of --into, --seeds and --cells: say how to split the grid',
    )
  const request: SplitRequest | null = seeds
    ? { seeds }
    : into === undefined
      ? null
      : { into, weights: ['customers'], tolerance: 0.05, seed: 1 }
  const parts = request
    ? (await loadSplit(database, planId, gridId, request)).parts
    : [{ cells: cells!.map((run) => ({ ...run, seen: gridId })) }]
  const own = parts.length === 1 ? { ...(name !== undefined && { name }), ...(code !== undefined && { code }) } : {}
  return { kind: 'split', gridId, parts: parts.map((part) => ({ gridId: randomUUID(), ...own, ...part })) }
}

function addCellEdits(grid: Command, shell: Shell): void {
  grid
    .command('paint')
    .description('give cells to a grid, whichever have them')
    .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
    .argument('<grid>', gridArgument)
    .requiredOption('--cells <cells>', 'indices of cells (12,40-55)', parse.parseCellRanges)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan grid paint taipei-1 6300001 --cells 12,40-55')
    .action(async (planId: string, name: string, { json, cells }: Json & { cells: parse.CellRange[] }) => {
      await editFromShell(shell, planId, json, ({ grids }) => ({
        kind: 'paint',
        gridId: findGrid(grids, name).gridId,
        cells,
      }))
    })
  for (const pinned of [true, false]) {
    const name = pinned ? 'pin' : 'unpin'
    grid
      .command(name)
      .description(pinned ? 'keep cells in the grid they are in, whatever is painted' : 'let pinned cells go again')
      .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
      .requiredOption('--cells <cells>', 'indices of cells (12,40-55)', parse.parseCellRanges)
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\nExample:\n  shapan grid ${name} taipei-1 --cells 12,40-55`)
      .action(async (planId: string, { json, cells }: Json & { cells: parse.CellRange[] }) => {
        await editFromShell(shell, planId, json, () => ({ kind: 'pin', pinned, cells }))
      })
  }
}

function addLineage(grid: Command, { output }: Shell): void {
  grid
    .command('lineage')
    .description('what a grid came out of and what became of it')
    .argument('<plan>', 'a plan, such as taipei-1', parse.parsePlanId)
    .argument('<grid>', `${gridArgument}; by its id where it has ended`)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan grid lineage taipei-1 6300001')
    .action(async (planId: string, name: string, { json }: Json) => {
      const [{ loadPlanState }, { readLineage }] = await Promise.all([
        import('../../plans/planState.ts'),
        import('../../plans/lineage.ts'),
      ])
      const lineage = await withDatabase(output, async ({ database }) => {
        const state = await loadPlanState(database, planId)
        const isGone = state.descent.gone.some(({ gridId }) => gridId === name)
        return await readLineage(database.kysely, state, isGone ? name : findGrid(state.grids, name).gridId)
      })
      printResult(output, json === true, lineage, () => [
        `${lineage.gridId}: ${lineage.exists ? 'exists' : 'has ended'}`,
        ...formatTable([
          ['revision', 'event', 'other grid', 'at'],
          ...lineage.entries.map(({ revision, event, otherId, otherName, createdAt }) => [
            revision,
            event,
            otherName ?? otherId ?? '–',
            createdAt.slice(0, 16).replace('T', ' '),
          ]),
        ]),
      ])
    })
}
