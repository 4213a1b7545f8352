import { z } from 'zod'
import { snapshotName } from './cities.ts'
import { cellIndex, cityCode, label, planId } from './common.ts'
import { figureKey, figures, usualWeights } from './figures.ts'
import { linkKind } from './links.ts'
import { plainText } from './plainText.ts'
import { planNote } from './planNotes.ts'

/** The number a grid has in a plan's assignment array; 0 means unassigned and is never a grid. */
export const gridNumber = z.int().min(1).max(65535)

/** Revisions are a database's 4-byte integers. */
export const maxRevision = 2_147_483_647

export const planStatus = z.enum(['draft', 'pending', 'published', 'archived'])

export const preset = z.enum(['fast', 'balanced', 'quality'])
export const districtRule = z.enum(['ignore', 'avoid', 'never'])
export const linkRule = z.enum(['automatic', 'small-islands', 'confirmed'])

const fraction = z.number().min(0).max(1)
const tolerance = z.number().gt(0).max(1)

/** More say no more than the search can follow. */
export const mostWeights = 8

/**
 * What a planner asks the engine for. Exactly one of `grids` and `sizeBand` says how many grids; with `from` both may be left out,
 * and their number stays. Fields without a default are the engine's own where they are left out.
 */
export const partitionRequest = z
  .object({
    grids: gridNumber.optional().describe('how many grids to make'),
    sizeBand: z
      .object({ smallest: z.int().min(1), largest: z.int().min(1) })
      .optional()
      .describe('customers a grid may have, such as 30000 to 50000: the number of grids follows from it'),
    tolerance: tolerance
      .default(0.05)
      .describe('allowed deviation from the average, both ways, of every weight; 0.05 is ±5 %'),
    tolerances: z
      .record(figureKey, tolerance)
      .optional()
      .describe('tolerances of single weights, in place of `tolerance`'),
    weights: z
      .array(figureKey)
      .min(1)
      .max(mostWeights)
      .refine((keys) => new Set(keys).size === keys.length, 'each weight once')
      .default([...usualWeights])
      .describe("what to balance, the most important first: additive figures of the city's"),
    soft: z
      .array(figureKey)
      .max(mostWeights)
      .optional()
      .describe('weights that come as near to their tolerance as the others and short borders leave them'),
    composite: z
      .record(figureKey, z.number().min(0).max(1000))
      .optional()
      .describe(
        'balance one composite size instead: the share of each weight in the city times its coefficient, summed',
      ),
    compactness: fraction
      .optional()
      .describe('0 puts balance before short borders, 1 the other way round; 0.5 is even'),
    preset: preset.optional().describe('how long to search'),
    districts: districtRule
      .optional()
      .describe(
        '`never`: no grid crosses from one district to another; `avoid`: borders follow theirs where that costs little',
      ),
    links: linkRule
      .optional()
      .describe(
        "which islands may share a grid: `automatic`, unless given, by the city's links, small islands with the nearest shore, and larger pieces where no whole number of grids fits them; `small-islands` by the city's links and small islands; `confirmed` by the city's links alone",
      ),
    from: planId.optional().describe('a plan of the same city to stay near: its grids go on, locked ones unchanged'),
    fromRevision: z
      .int()
      .min(0)
      .max(maxRevision)
      .optional()
      .describe('the revision of `from` to start at; the present one unless given, and stored with the plan'),
    budget: fraction
      .optional()
      .describe('with `from`: the largest share of the first of the weights that may change its grid; 0.05 is 5 %'),
    timeLimitSeconds: z
      .int()
      .min(1)
      .max(3600)
      .optional()
      .describe('the best plan found after this long; one that was stopped says so in its warnings'),
    candidates: z
      .boolean()
      .optional()
      .describe(
        'store up to three drafts to choose from (balanced, compact, least change), and answer with the frontier',
      ),
    snapshot: z
      .int()
      .min(1)
      .max(2_147_483_647)
      .optional()
      .describe("the snapshot to divide by; the city's current one when the run begins, unless given"),
    seed: z.int().min(0).max(4294967295).default(1),
    name: label.optional(),
  })
  .superRefine((request, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const { grids, sizeBand, weights, composite, soft = [], tolerances = {} } = request
    if (grids !== undefined && sizeBand) refuse('sizeBand', 'either grids or sizeBand, not both')
    if (grids === undefined && !sizeBand && !request.from) refuse('grids', 'grids, sizeBand or from is needed')
    if (sizeBand && sizeBand.largest < sizeBand.smallest) refuse('sizeBand', 'largest is below smallest')
    if (sizeBand && (weights[0] !== 'customers' || composite))
      refuse('sizeBand', 'a size band is of customers: they must be the first of the weights, and no composite')
    const named = { soft, tolerances: Object.keys(tolerances), composite: Object.keys(composite ?? {}) }
    for (const [path, keys] of Object.entries(named))
      for (const key of keys) if (!weights.includes(key)) refuse(path, `${key} is not among the weights`)
    if (composite && !Object.values(composite).some((coefficient) => coefficient > 0))
      refuse('composite', 'at least one coefficient must be above 0')
    if (request.budget !== undefined && !request.from) refuse('budget', 'a budget needs `from`, the plan to stay near')
    if (request.fromRevision !== undefined && !request.from) refuse('fromRevision', 'a revision needs `from`, its plan')
  })
/** What a run is made from: with the defaults filled in. Plans store it. */
export type PartitionRequest = z.output<typeof partitionRequest>
/** What a caller may send. */
export type PartitionInput = z.input<typeof partitionRequest>

/** A plan tried on the way from balance to compactness, and the figures planners weigh against one another. */
export const frontierPoint = z.object({
  compactness: z.number(),
  /** what the tolerances asked for were multiplied by */
  toleranceFactor: z.number(),
  /** one a figure that was balanced, in the request's order: the largest deviation of a grid from its target, either way */
  deviations: z.array(z.number()),
  /** within the tolerances asked for, whatever this point's own were */
  withinTolerance: z.boolean(),
  cut: z.number(),
  meanPolsbyPopper: z.number(),
  /** with `from`: the share of the first weight that changes its grid */
  movedShare: z.number().nullable(),
  /** another point is as balanced and as compact, and better in one of the two */
  isDominated: z.boolean(),
  /** the draft stored for this point, where it is one of those to choose from */
  planId: planId.nullable(),
})
export type FrontierPoint = z.infer<typeof frontierPoint>

/** The drafts a run with `candidates` stored (two of them may be one plan), and every plan tried, by rising deviation. */
export const partitionCandidates = z.object({
  balanced: planId,
  compact: planId,
  leastChange: planId.nullable(),
  frontier: z.array(frontierPoint),
})
export type PartitionCandidates = z.infer<typeof partitionCandidates>

const colour = z.string().regex(/^#[0-9a-f]{6}$/)
export const areaClass = z.enum(['A', 'B'])

/** Cells [start, start + length). */
const cellRun = z.object({ start: cellIndex, length: z.int().positive().max(4_000_001) })

/** The record of a grid: what a plan knows of it beside its cells. */
export const gridSummary = z.object({
  number: gridNumber.describe('its place in the assignment; given out once in a plan'),
  gridId: z.uuid().describe('stable through redraws and copies of the plan'),
  code: z.string(),
  name: z.string(),
  colour,
  locked: z.boolean(),
  areaClass: areaClass.nullable(),
  parentId: z.uuid().nullable().describe('the main grid that this sub-grid belongs to'),
  pins: z.array(cellRun).readonly().describe('cells that stay in it whatever is painted'),
})
export type GridSummary = z.infer<typeof gridSummary>

/** A grid with its derived figures. Deviations are fractions of the plan's average: 0.05 is 5 % above; null where there is none. */
export const gridFigures = gridSummary.extend({
  cellCount: z.int(),
  figures,
  deviations: z.record(figureKey, z.number().nullable()),
  areaKm2: z.number(),
  /** Polsby–Popper, 0..1 */
  compactness: z.number(),
})
export type GridFigures = z.infer<typeof gridFigures>

export const planSummary = z.object({
  planId,
  city: cityCode,
  planNumber: z.int().positive(),
  name: z.string(),
  status: planStatus,
  revision: z.int().nonnegative(),
  gridCount: z.int(),
  snapshotId: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type PlanSummary = z.infer<typeof planSummary>
export const planList = z.object({ plans: z.array(planSummary) })

/** Two cells that touch although they are no neighbours; `kind` where a planner has confirmed it. `a` is below `b`. */
export const planLink = z.object({ a: cellIndex, b: cellIndex, kind: linkKind.optional() })
export type PlanLink = z.infer<typeof planLink>

export const planDetail = planSummary.extend({
  parameters: partitionRequest.nullable(),
  /** the data every figure here is of: the plan's own, which `snapshotId` names, unless another was asked for */
  snapshot: snapshotName,
  /** such as islands that were joined by a link or a tolerance that could not be met */
  warnings: z.array(planNote),
  /** the bridges and ferries it was made with, which join islands */
  links: z.array(planLink),
  totals: figures,
  unassigned: z.object({ cellCount: z.int(), figures }),
  grids: z.array(gridFigures),
  /** grids that there were: commands may still name them, and cells seen in them are their heir's */
  gone: z.array(z.object({ number: gridNumber, gridId: z.uuid(), heir: gridNumber.nullable() })),
  /** the highest number a grid of this plan was ever given */
  lastNumber: z.int().min(0).max(65535),
  /** of the state at this revision, as in the log's entries */
  hash: z.int().min(0).max(0xffff_ffff),
})
export type PlanDetail = z.infer<typeof planDetail>

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

const seenRun = cellRun.extend({
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

export const lineageEvent = z.enum(['created', 'split', 'restored', 'deleted', 'merged', 'withdrawn', 'took', 'gave'])

/** What became of one grid, oldest first. */
export const gridLineage = z.object({
  gridId: z.uuid(),
  /** false where it has ended, as its last entry tells */
  exists: z.boolean(),
  entries: z.array(
    z.object({
      revision: z.int(),
      event: lineageEvent,
      /** the grid it was split off or came back from, was merged into or went back to; or that it took in, or gave off */
      otherId: z.uuid().nullable(),
      otherName: z.string().nullable(),
      author: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
})
export type GridLineage = z.infer<typeof gridLineage>

/** How to split a grid: around cells, each of which gets those nearest to it, or into balanced parts by the solver. */
/** How far apart in customers the parts of a split grid may be, unless told otherwise. */
export const splitTolerance = 0.05
export const splitRequest = z.union([
  z.object({
    seeds: z.array(cellIndex).min(2).max(100).describe('the part of the first one stays with the grid'),
  }),
  z.object({
    into: z.int().min(2).max(100),
    weights: z.array(figureKey).min(1).max(mostWeights).default([usualWeights[0]!]),
    tolerance: tolerance.default(splitTolerance),
    seed: z.int().min(0).max(4294967295).default(1),
  }),
])
export type SplitRequest = z.output<typeof splitRequest>
export const splitProposal = z.object({
  gridId: z.uuid(),
  /** null for a split by seeds, which balances nothing */
  withinTolerance: z.boolean().nullable(),
  parts: z.array(z.object({ cells: z.array(seenRun) })),
})
export type SplitProposal = z.infer<typeof splitProposal>
