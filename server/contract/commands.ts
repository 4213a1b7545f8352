import { z } from 'zod'
import { cellIndex, maxRevision } from './common.ts'
import { areaClass, cellRun, colour, gridNumber, gridSummary } from './grids.ts'
import { plainText } from './plainText.ts'
import { planStatus } from './plans.ts'

/** Cells [start, start + length) moved from one grid to another. */
export const patchRun = z.object({
  start: cellIndex,
  length: z.int().positive(),
  from: z.int().min(0).max(65535),
  to: z.int().min(0).max(65535),
})
/** A grid's record that came (`from` is null), went (`to` is null) or changed. */
export const gridChange = z.object({ number: gridNumber, from: gridSummary.nullable(), to: gridSummary.nullable() })
export const patch = z.object({
  runs: z.array(patchRun).max(1_000_000),
  grids: z.array(gridChange).max(65535),
})

const mostCells = 500_000

/** Commands by number, as version 0.1.0 has them. */
const numberedCommands = [
  z.object({ kind: z.literal('paint'), grid: gridNumber, cells: z.array(cellIndex).min(1).max(mostCells) }),
  z.object({
    kind: z.literal('revert'),
    revision: z.int().min(1).max(maxRevision),
    keepOthers: z
      .boolean()
      .optional()
      .describe('leave cells as they are that another author has changed since, instead of refusing as `stale`'),
  }),
] as const

export const seenRun = cellRun.extend({
  seen: z
    .uuid()
    .nullable()
    .optional()
    .describe('the grid the cells were seen in, null for none; cells in another one by now are contested'),
})
const seenRuns = z.array(seenRun).min(1).max(mostCells)
const gridId = z.uuid()
const whole = z.boolean().optional().describe('refuse all where a single cell is contested')
// Whether they are empty or taken is for the law to say.
const gridCode = z.string().max(40).pipe(plainText)
const gridName = z.string().max(120).pipe(plainText)
const newGrid = z.object({
  gridId: gridId.describe('a new one, made by the client'),
  code: gridCode.optional().describe('the next one unless given'),
  name: gridName.optional().describe('made of the code unless given'),
  colour: colour.optional().describe('one clear from those around it unless given'),
  areaClass: areaClass.nullable().optional(),
  parentId: z.uuid().nullable().optional(),
})

/** What a planner does, the grids named by their ids. Undo and redo are reverts of a command. */
const gridCommands = [
  z.object({ kind: z.literal('paint'), gridId, cells: seenRuns, whole }),
  newGrid.extend({ kind: z.literal('create') }),
  z.object({ kind: z.literal('delete'), gridId }),
  z.object({ kind: z.literal('merge'), gridId, gone: z.array(gridId).min(1).max(1000) }),
  z.object({
    kind: z.literal('split'),
    gridId,
    parts: z
      .array(newGrid.extend({ cells: seenRuns }))
      .min(1)
      .max(100),
    whole,
  }),
  z.object({ kind: z.literal('lock'), gridId, locked: z.boolean() }),
  z.object({ kind: z.literal('rename'), gridId, name: gridName }),
  z.object({ kind: z.literal('recode'), gridId, code: gridCode }),
  z.object({ kind: z.literal('recolour'), gridId, colour }),
  z.object({ kind: z.literal('set-class'), gridId, areaClass: areaClass.nullable() }),
  z.object({ kind: z.literal('assign-parent'), gridId, parentId: z.uuid().nullable() }),
  z.object({ kind: z.literal('pin'), cells: seenRuns, pinned: z.boolean(), whole }),
  z.object({ kind: z.literal('revert'), commandId: z.uuid(), whole }),
] as const

/** One command of 0.1.0's form: one brush stroke is one `paint`; `revert` takes back a revision. */
export const numberedCommand = z.discriminatedUnion('kind', numberedCommands)
export type NumberedCommand = z.infer<typeof numberedCommand>
export const gridCommand = z.discriminatedUnion('kind', gridCommands)
export type GridCommand = z.infer<typeof gridCommand>
/** Any that a log may hold. */
export const command = z.union([gridCommand, numberedCommand])

const client = z
  .uuid()
  .optional()
  .describe(
    "a random id of the browser or program, the log's `author`: it tells whose stroke is whose, and proves nothing",
  )

export const commandRequest = z.object({
  /** made by the client; sending the same one twice applies it once */
  commandId: z.uuid(),
  /** the revision the client saw; an older one is refused with 409 */
  baseRevision: z.int().min(0).max(maxRevision),
  client,
  command: numberedCommand,
})
export type CommandRequest = z.infer<typeof commandRequest>
export const commandResult = z.object({ revision: z.int(), patch })
export type CommandResult = z.infer<typeof commandResult>

export const mostCommands = 50
/** A run of cells takes a few bytes and names any number of them: what a request costs is counted in cells. */
export const mostNamedCells = 1_000_000
export const commandBatch = z.object({
  client,
  commands: z
    .array(z.object({ commandId: z.uuid(), command: gridCommand }))
    .min(1)
    .max(mostCommands)
    .superRefine((commands, context) => {
      const named = commands.reduce((sum, { command }) => sum + countNamed(command), 0)
      if (named > mostNamedCells)
        context.addIssue({
          code: 'custom',
          message: `${named} cells are named, of which each request may name ${mostNamedCells}: send fewer commands at once, or smaller ones`,
        })
    })
    .describe(
      `judged in their order; the first that is refused ends it, those behind it are not judged. Together they name at most ${mostNamedCells} cells`,
    ),
})

function countNamed(command: GridCommand): number {
  const runs = 'cells' in command ? [command.cells] : 'parts' in command ? command.parts.map(({ cells }) => cells) : []
  return runs.flat().reduce((sum, { length }) => sum + length, 0)
}

export type CommandBatch = z.infer<typeof commandBatch>

/** What became of a command: the revision it made, now or when it came first, or why it was refused. */
export const commandAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('accepted'), commandId: z.uuid(), revision: z.int() }),
  z.object({
    status: z.literal('refused'),
    commandId: z.uuid(),
    reason: z.string(),
    message: z.string(),
    grid: z.int().optional(),
    cells: z.array(z.int()).optional(),
    details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    /** the revision whose state refused it */
    judgedAt: z.int(),
  }),
])
export type CommandAnswer = z.infer<typeof commandAnswer>
export const commandAnswers = z.object({ answers: z.array(commandAnswer) })
export type CommandAnswers = z.infer<typeof commandAnswers>

export const commandEntry = z.object({
  revision: z.int(),
  commandId: z.uuid(),
  command,
  patch,
  /** the `client` that sent it; `planner` where it sent none */
  author: z.string(),
  createdAt: z.iso.datetime(),
  /** cells that it left to others */
  contested: z.array(cellRun).optional(),
  /** of the plan's whole state after it; entries that version 0.1.0 wrote have none */
  hash: z.int().min(0).max(0xffff_ffff).optional(),
})
export const commandLog = z.object({ commands: z.array(commandEntry) })
export type CommandLog = z.infer<typeof commandLog>

/**
 * Of a plan that is followed: the last revision and, where it is known, the hash of the plan at it. With other `segments` than it was
 * read with, its figures are others; with another `status` than draft it takes no more commands.
 */
export const planBeat = commandEntry
  .pick({ revision: true, hash: true })
  .extend({ segments: z.string(), status: planStatus })
export type PlanBeat = z.infer<typeof planBeat>
