import type { NoteCode, RefusalCode, SolveNote, SolveRefusal } from '../../../../partition/index.ts'
import type { PlanNote, PlanRefusal } from '../../../../server/contract/planNotes.ts'
import type { WithCode } from '../../../../server/contract/sentences.ts'

type Samples<Union extends { code: string }, Code extends Union['code']> = {
  readonly [C in Code]: readonly Omit<WithCode<Union, C>, 'code'>[]
}

const piece = { vertices: 12, exampleVertex: 1, parts: 2, partsOfAll: 60, deviation: -0.294, weighs: 1.42 }
const heavy = { vertex: 2, share: 2.5, reached: 0.4, heavy: 1 }
const heavyMore = {
  ...heavy,
  weight: 1,
  tolerance: 0.6,
  parts: 2,
  largest: 900,
  others: 0.72,
  heavy: 3,
}
const left = { locked: 2, parts: 1, deviation: -0.4 }
const leftMore = { ...left, weight: 0, askFor: 4, budget: 0.1, tolerance: 0.4 }
const unit = { vertices: 3, vertex: 0, otherVertex: 2 }
const pair = { vertex: 0, otherVertex: 2 }
const need = { least: 5, parts: 4 }

/** Every note of the engine, with all it may have and with the least. */
export const solveNotes = listed<SolveNote, NoteCode>({
  'weight-ignored': [
    { weight: 1, total: 0 },
    { weight: 1, total: -1234567 },
    { weight: 0, total: -3 },
  ],
  'no-weight': [{}],
  'tolerance-missed': [
    { deviation: 0.083 },
    { deviation: 0.083, part: 1 },
    { deviation: 0.083, searches: 40 },
    { deviation: 0.083, stopped: true },
  ],
  'weights-not-met-together': [
    { held: 0, weight: 1, deviation: 0.597 },
    { held: 1, weight: 0, deviation: 0.3 },
  ],
  'component-off-tolerance': [piece, { ...piece, parts: 1, tolerance: 0.295, weight: 1 }],
  'district-too-small': [
    { ...piece, parts: 1, district: 0 },
    { ...piece, parts: 1, district: 1, tolerance: 0.295, weight: 0 },
  ],
  'vertex-too-heavy': [heavy, heavyMore],
  'unit-too-heavy': [
    { ...heavy, vertices: 4 },
    { ...heavyMore, vertices: 4 },
  ],
  'locked-leave-too-little': [left, leftMore],
  'locked-leave-too-much': [
    { ...left, deviation: 0.4 },
    { ...leftMore, deviation: 0.4 },
  ],
  'budget-too-small': [
    { budget: 0.01, needed: 0.025 },
    { budget: 0.01, needed: 0.025, partly: true },
  ],
  'apart-not-met': [{ ...pair, part: 1 }],
})

/** Every refusal of the engine, in the same way. */
export const solveRefusals = listed<SolveRefusal, RefusalCode>({
  cancelled: [{}],
  'too-many-components': [
    { components: 3, parts: 2, least: 3, piece: { vertices: 2, exampleVertex: 2, weights: [2, 300], parts: 0 } },
  ],
  'too-few-vertices': [
    { vertices: 7, parts: 8 },
    { vertices: 7, parts: 8, hasUnits: true },
  ],
  'no-part-count': [
    { total: 4000, smallest: 2500, largest: 2501, parts: 2, average: 2000 },
    { total: 4000, smallest: 1500, largest: 1501, parts: 2, average: 2000.4, heavy: 2 },
  ],
  'nothing-to-band': [
    { smallest: 1, largest: 2 },
    { smallest: 1, largest: 2, locked: 3, vertices: 4 },
    { smallest: 1, largest: 2, locked: 3, vertices: 0 },
  ],
  'locked-beyond-band': [{ part: 1, parts: 1 }],
  'unit-not-connected': [unit],
  'unit-in-locked': [unit],
  'unit-crosses-districts': [{ ...unit, district: 0, otherDistrict: 1 }],
  'locked-not-connected': [{ ...pair, part: 0, pieces: 2 }],
  'locked-empty': [{ part: 0 }],
  'locked-leave-no-part': [
    { locked: 2, parts: 1, vertices: 9 },
    { locked: 2, parts: 2, vertices: 9, least: 3 },
    { locked: 2, parts: 20, vertices: 9, most: 11 },
  ],
  'pins-conflict': [
    { vertex: 0, part: 0, otherPart: 1 },
    { ...pair, part: 0, otherPart: 1 },
  ],
  'pin-in-locked': [
    { vertex: 0, part: 0 },
    { vertex: 0, part: 0, holder: 1 },
  ],
  'pins-not-connected': [
    { ...pair, part: 0 },
    { ...pair, part: 0, pins: 4 },
  ],
  'pins-leave-no-room': [{ parts: 4, vertex: 1 }],
  'too-many-pins': [need],
  'too-many-seeds': [need],
  'too-many-apart': [need],
  'seeds-conflict': [
    { ...pair, where: 'unit' },
    { ...pair, where: 'locked' },
    { ...pair, where: 'pins', part: 1 },
  ],
  'apart-conflict': [
    { ...pair, where: 'unit' },
    { ...pair, where: 'locked' },
    { ...pair, where: 'pins' },
  ],
  'budget-too-small': [{ budget: 0.1, needed: 0.155 }],
})

type ServerCode = Exclude<PlanNote['code'], NoteCode>
const [at, to] = [
  { cell: 1, lng: 121.5, lat: 25 },
  { cell: 2, lng: 121.6, lat: 25.1 },
]

/** Every note of the server; `name` is that of the districts it speaks of. */
export const serverNotes = (name: string) =>
  listed<PlanNote, ServerCode>({
    'stopped-early': [{ seconds: 30 }],
    'islands-linked': [
      { islands: 1, places: [{ name, count: 1 }], km: 1.2 },
      { islands: 9, places: [{ name, count: 5 }], more: 4, km: 1.2 },
    ],
    'district-pieces-linked': [
      { pieces: 1, places: [{ name, count: 1 }], km: 1.2 },
      { pieces: 9, places: [{ name, count: 5 }], more: 4, km: 1.2 },
    ],
    'pieces-linked': [
      { links: 1, places: [{ names: [name], km: 3 }], km: 3 },
      { links: 9, places: [{ names: [name, name], km: 3 }], more: 8, km: 3 },
    ],
    'barriers-kept': [
      { parted: 1, crossed: 0 },
      { parted: 120, crossed: 12, joined: 1 },
      { parted: 120, crossed: 12, joined: 3 },
    ],
    'outlet-centres': [
      { centres: 1, notCentres: [] },
      {
        centres: 18,
        notCentres: [
          ...(['nowhere', 'account', 'locked', 'light', 'few-grids'] as const).map((reason) => ({ name, reason })),
          { name, reason: 'shared', other: name },
        ],
        more: 3,
      },
    ],
    'accounts-own-grids': [
      { accounts: 1, grids: 1, notOwn: [] },
      { accounts: 1, grids: 4, notOwn: [] },
      {
        accounts: 5,
        grids: 12,
        notOwn: [
          ...(['nowhere', 'locked', 'pins', 'cuts'] as const).map((reason) => ({ name, reason })),
          { name, reason: 'shared', other: name },
        ],
        more: 3,
      },
    ],
    'listed-left': [
      { accounts: 1, customers: 1, notLeft: [] },
      {
        accounts: 12,
        customers: 3400,
        notLeft: (['unknown', 'nothing-there'] as const).map((reason) => ({ name, reason })),
        more: 2,
      },
    ],
    'units-kept': [
      { units: 1, whole: 1, notKept: [] },
      { units: 612, whole: 612, withoutCell: 1, notKept: [] },
      { units: 2, whole: 1, notKept: [{ name, kind: 'estate', reason: 'apart' }] },
      {
        units: 12,
        whole: 1,
        withoutCell: 3,
        notKept: (['apart', 'barrier', 'districts', 'locked', 'pins'] as const).map((reason) => ({
          ...{ name, kind: 'park' as const, reason },
        })),
        more: 6,
      },
    ],
    'island-linked': [{ at, to }],
    'district-piece-linked': [{ at, to, district: name }],
    text: [{ text: name }],
    unreadable: [{}],
  })

/** Every refusal of the server. */
export const serverRefusals = (name: string) =>
  listed<PlanRefusal, Exclude<PlanRefusal['code'], RefusalCode>>({ text: [{ text: name }] })

function listed<Union extends { code: string }, Code extends Union['code']>(samples: Samples<Union, Code>): Union[] {
  return Object.entries(samples).flatMap(([code, list]) =>
    (list as readonly object[]).map((details) => ({ code, ...details }) as Union),
  )
}
