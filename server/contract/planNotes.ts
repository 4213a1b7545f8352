/**
 * What a plan falls short of, and why there is none: the engine's notes and refusals (partition/rules/ask/solveNotes.ts) in a city's terms,
 * with grids and districts by name, and those of the server. Data alone: noteSentences.ts and refusalSentences.ts say each in every
 * language. Shares, deviations and tolerances are fractions; `total` is a sum as figures.ts keeps it. `weight` is absent where no figure
 * alone is meant.
 */
import { z } from 'zod'
import { figureKey } from './figures.ts'
import { unitKind } from './placeKinds.ts'

/** A cell and its middle, in degrees. */
export const place = z.object({ cell: z.int().nonnegative(), lng: z.number(), lat: z.number() })
export type Place = z.infer<typeof place>

const count = z.int().nonnegative()
const weight = figureKey.optional()
const yes = z.literal(true).optional()
/** one that would do, or that grids were within */
const tolerance = z.number()

/** A separate piece of the city, and the whole number of grids it got. */
const piece = {
  cells: count,
  at: place.optional(),
  grids: count,
  gridsOfAll: count,
  deviation: z.number(),
  /** its size, in average grids */
  weighs: z.number(),
  tolerance: tolerance.optional(),
  weight,
}

const heavy = {
  at: place.optional(),
  weight,
  /** of a grid's target */
  share: z.number(),
  /** what would do: a tolerance, a number of grids, an upper end of the band */
  tolerance: tolerance.optional(),
  grids: count.optional(),
  largest: z.number().optional(),
  /** no more than this may move, which may be too little for another band */
  budget: z.number().optional(),
  /** what the other grids were balanced around, as a share of the target */
  others: z.number().optional(),
  reached: tolerance,
  /** how many there are like it */
  heavy: count,
}

const lockedLeave = {
  weight,
  locked: count,
  /** the others */
  grids: count,
  deviation: z.number(),
  /** a number of grids that would do */
  askFor: count.optional(),
  /** why unlocking alone would not do: the band makes no number of grids, or what is pinned needs more than there would be */
  stuck: z.enum(['band', 'pins']).optional(),
  /** no more than this may move, which may be too little once a grid is unlocked */
  budget: z.number().optional(),
  /** of plans of earlier versions: one grid fewer, or one more, can be asked for */
  canAsk: yes,
  tolerance: tolerance.optional(),
}

const listed = { more: count.optional(), km: z.number() }
const counted = z.array(z.object({ name: z.string(), count }))

export const planNote = z.discriminatedUnion('code', [
  z.object({ code: z.literal('weight-ignored'), weight: figureKey, total: z.number() }),
  z.object({ code: z.literal('no-weight') }),
  /** `grid` is the worst one, where it is locked as it is */
  z.object({
    code: z.literal('tolerance-missed'),
    deviation: z.number(),
    grid: z.string().optional(),
    searches: count.optional(),
    stopped: yes,
  }),
  /** `held` is within tolerance in all grids, `weight` off by `deviation` in the worst */
  z.object({
    code: z.literal('weights-not-met-together'),
    held: figureKey,
    weight: figureKey,
    deviation: z.number(),
  }),
  /** `districts`: those the piece reaches into most */
  z.object({ code: z.literal('component-off-tolerance'), districts: z.array(z.string()), ...piece }),
  z.object({ code: z.literal('district-too-small'), district: z.string(), ...piece }),
  z.object({ code: z.literal('vertex-too-heavy'), ...heavy }),
  /** `unit`: its name */
  z.object({ code: z.literal('unit-too-heavy'), cells: count, unit: z.string().optional(), ...heavy }),
  z.object({ code: z.literal('locked-leave-too-little'), ...lockedLeave }),
  z.object({ code: z.literal('locked-leave-too-much'), ...lockedLeave }),
  /** `partly`: something keeps the plan off its tolerances whatever moves */
  z.object({ code: z.literal('budget-too-small'), budget: z.number(), needed: z.number(), partly: yes }),
  z.object({ code: z.literal('apart-not-met'), at: place, other: place, grid: z.string() }),
  z.object({ code: z.literal('stopped-early'), seconds: z.number() }),
  z.object({ code: z.literal('islands-linked'), islands: count, places: counted, ...listed }),
  z.object({ code: z.literal('district-pieces-linked'), pieces: count, places: counted, ...listed }),
  /** `places`: the districts at the ends of each link */
  z.object({
    code: z.literal('pieces-linked'),
    links: count,
    places: z.array(z.object({ names: z.array(z.string()), km: z.number() })),
    ...listed,
  }),
  /** pairs of neighbours that barriers part, and that crossings join again; pieces so cut off that are too light for a grid of their own */
  z.object({ code: z.literal('barriers-kept'), parted: count, crossed: count, joined: count.optional() }),
  /** `units` have cells, `whole` of them lie in one grid each; `apart`: the cells do not touch */
  z.object({
    code: z.literal('units-kept'),
    units: count,
    whole: count,
    /** others cover more of every cell they touch, or they lie outside the city */
    withoutCell: count.optional(),
    notKept: z.array(
      z.object({
        name: z.string(),
        kind: unitKind,
        reason: z.enum(['apart', 'barrier', 'districts', 'locked', 'pins']),
      }),
    ),
    more: count.optional(),
  }),
  /** own outlets of which each lies in a grid of its own, and those that are no centre; `other`: the outlet it would share a grid with */
  z.object({
    code: z.literal('outlet-centres'),
    centres: count,
    notCentres: z.array(
      z.object({
        name: z.string(),
        reason: z.enum(['nowhere', 'account', 'locked', 'shared', 'light', 'few-grids']),
        other: z.string().optional(),
      }),
    ),
    more: count.optional(),
  }),
  /** key accounts and the grids that are theirs alone; `other`: the account that has its cells */
  z.object({
    code: z.literal('accounts-own-grids'),
    accounts: count,
    grids: count,
    notOwn: z.array(
      z.object({
        name: z.string(),
        reason: z.enum(['nowhere', 'shared', 'locked', 'pins', 'cuts']),
        other: z.string().optional(),
      }),
    ),
    more: count.optional(),
  }),
  /** listed accounts, and of theirs the customers that are not balanced */
  z.object({
    code: z.literal('listed-left'),
    accounts: count,
    customers: count,
    notLeft: z.array(z.object({ name: z.string(), reason: z.enum(['unknown', 'nothing-there']) })),
    more: count.optional(),
  }),
  /** of plans that version 0.1.0 made */
  z.object({ code: z.literal('island-linked'), at: place, to: place }),
  z.object({ code: z.literal('district-piece-linked'), at: place, to: place, district: z.string() }),
  /** of an earlier version, in its own words */
  z.object({ code: z.literal('text'), text: z.string() }),
  /** what is stored is no note */
  z.object({ code: z.literal('unreadable') }),
])
export type PlanNote = z.infer<typeof planNote>

const pair = { at: place, other: place }
const unit = { cells: count, ...pair }
const together = z.enum(['pins', 'unit', 'locked'])
const needed = { least: count, grids: count }

export const planRefusal = z.discriminatedUnion('code', [
  z.object({ code: z.literal('cancelled') }),
  /** `grids`: those there are for the pieces; `least`: how many to ask for; `piece`: the smallest */
  z.object({
    code: z.literal('too-many-components'),
    pieces: count,
    grids: count,
    least: count,
    piece: z.object({ cells: count, at: place }),
  }),
  z.object({ code: z.literal('too-few-vertices'), cells: count, grids: count, hasUnits: yes }),
  /** `heavy`: cells that alone have more customers than the band; they are not in the total */
  z.object({
    code: z.literal('no-part-count'),
    total: z.number(),
    smallest: z.number(),
    largest: z.number(),
    grids: count,
    average: z.number(),
    heavy: count.optional(),
  }),
  /** no customers: in all, or in the `cells` outside the locked grids */
  z.object({
    code: z.literal('nothing-to-band'),
    smallest: z.number(),
    largest: z.number(),
    locked: count.optional(),
    cells: count.optional(),
  }),
  z.object({ code: z.literal('locked-beyond-band'), grid: z.string(), grids: count }),
  z.object({ code: z.literal('unit-not-connected'), ...unit }),
  z.object({ code: z.literal('unit-in-locked'), ...unit }),
  z.object({ code: z.literal('unit-crosses-districts'), ...unit, district: z.string(), otherDistrict: z.string() }),
  z.object({ code: z.literal('locked-not-connected'), grid: z.string(), ...pair, pieces: count }),
  z.object({ code: z.literal('locked-empty'), grid: z.string() }),
  /** `cells` lie outside the locked grids; `least` and `most` are how many grids may be asked for */
  z.object({
    code: z.literal('locked-leave-no-part'),
    locked: count,
    grids: count,
    cells: count,
    least: count.optional(),
    most: count.optional(),
  }),
  z.object({
    code: z.literal('pins-conflict'),
    at: place,
    grid: z.string(),
    otherGrid: z.string(),
    other: place.optional(),
  }),
  z.object({ code: z.literal('pin-in-locked'), at: place, grid: z.string(), holder: z.string().optional() }),
  z.object({ code: z.literal('pins-not-connected'), grid: z.string(), ...pair, pins: count.optional() }),
  z.object({ code: z.literal('pins-leave-no-room'), grids: count, at: place }),
  z.object({ code: z.literal('too-many-pins'), ...needed }),
  z.object({ code: z.literal('too-many-seeds'), ...needed }),
  z.object({ code: z.literal('too-many-apart'), ...needed }),
  z.object({ code: z.literal('seeds-conflict'), ...pair, where: together, grid: z.string().optional() }),
  z.object({ code: z.literal('apart-conflict'), ...pair, where: together }),
  z.object({ code: z.literal('budget-too-small'), budget: z.number(), needed: z.number() }),
  /** of a job whose refusal is stored in words alone, as earlier versions did */
  z.object({ code: z.literal('text'), text: z.string() }),
])
export type PlanRefusal = z.infer<typeof planRefusal>
