// A frame is one icosahedron face at one resolution: the plane in which H3 is an exact lattice.
//
// H3 projects a face by a gnomonic projection from the sphere's centre, so for a unit vector p
//   i = (p · toI) / (p · center)      p ∥ center + i·stepI + j·stepJ
//   j = (p · toJ) / (p · center)
// The first resolution-0 unit is (3 − √5)/2 on the plane that touches the face's centre; each finer
// resolution is √7 smaller. Axis I of Class II points at corner 0; Class III is turned by atan(√3/5).
//
// Planes of two faces agree on their common edge (the projections mirror each other there), so beyond
// a side a frame's lattice goes on as the neighbour's: `turns` × 60° and a whole-number shift, exact.
// Around a vertex only five faces meet: beyond two sides at once a frame's coordinates mean nothing.
import { type Axial, isClassIII, refine, turn, turnsBetween } from './axial.ts'
import { icosahedron } from './icosahedron.ts'
import { combine, cross, dot, normalize, type Vector } from './vector.ts'

export interface Side {
  /** `a·i + b·j + c`: positive inside, 0 on the edge, exact in integers; `4·√7^resolution` is one cell's width */
  readonly a: number
  readonly b: number
  readonly c: number
  /** the face beyond, and the map of this frame's (i, j) to its: turn, then shift */
  readonly face: number
  readonly turns: number
  readonly shiftI: number
  readonly shiftJ: number
}

export interface Frame {
  readonly face: number
  readonly resolution: number
  readonly center: Vector
  readonly toI: Vector
  readonly toJ: Vector
  readonly stepI: Vector
  readonly stepJ: Vector
  /** the face's three vertices, counterclockwise */
  readonly corners: readonly [Axial, Axial, Axial]
  /** sides corner 0→1, 1→2, 2→0 */
  readonly sides: readonly [Side, Side, Side]
}

const UNIT = (3 - Math.sqrt(5)) / 2
const CLASS_III_COS = 5 / (2 * Math.sqrt(7))
const CLASS_III_SIN = Math.sqrt(3) / (2 * Math.sqrt(7))

const frames = new Map<number, Frame>()

/** The frame of a face (H3's number, 0..19) at a resolution; made once. */
export function frameOf(face: number, resolution: number): Frame {
  const key = resolution * 20 + face
  let frame = frames.get(key)
  if (!frame) {
    frame = makeFrame(face, resolution)
    frames.set(key, frame)
  }
  return frame
}

function makeFrame(number: number, resolution: number): Frame {
  const face = icosahedron()[number]!
  const { center } = face
  const towards = combine(1, face.corners[0], -dot(face.corners[0], center), center)
  const classTwoX = normalize(towards)
  const classTwoY = cross(center, classTwoX)
  const x = isClassIII(resolution) ? combine(CLASS_III_COS, classTwoX, CLASS_III_SIN, classTwoY) : classTwoX
  const y = cross(center, x)
  const scale = Math.sqrt(7) ** resolution / UNIT
  const corners = cornersAt(resolution)
  return {
    face: number,
    resolution,
    center,
    toI: combine(scale, x, scale / Math.sqrt(3), y),
    toJ: combine(0, x, (2 * scale) / Math.sqrt(3), y),
    stepI: combine(1 / scale, x, 0, y),
    stepJ: combine(-0.5 / scale, x, Math.sqrt(3) / 2 / scale, y),
    corners,
    sides: [makeSide(number, 0, corners), makeSide(number, 1, corners), makeSide(number, 2, corners)],
  }
}

function cornersAt(resolution: number): [Axial, Axial, Axial] {
  const vertex = (start: Axial) => {
    let at = start
    for (let r = 1; r <= resolution; r++) at = refine(at, r)
    return at
  }
  return [vertex({ i: 2, j: 0 }), vertex({ i: 0, j: 2 }), vertex({ i: -2, j: -2 })]
}

function makeSide(face: number, side: number, corners: readonly [Axial, Axial, Axial]): Side {
  const start = corners[side]!
  const end = corners[(side + 1) % 3]!
  const beyond = icosahedron()[face]!.neighbors[side]!
  const back = icosahedron()[beyond]!.neighbors.indexOf(face)
  const thereStart = corners[(back + 1) % 3]! // the neighbour runs along the edge the other way
  const thereEnd = corners[back]!
  const turns = turnsBetween(
    { i: end.i - start.i, j: end.j - start.j },
    { i: thereEnd.i - thereStart.i, j: thereEnd.j - thereStart.j },
  )
  const turned = turn(start, turns)
  const a = start.j - end.j
  const b = end.i - start.i
  return {
    a,
    b,
    c: -(a * start.i + b * start.j),
    face: beyond,
    turns,
    shiftI: thereStart.i - turned.i,
    shiftJ: thereStart.j - turned.j,
  }
}
