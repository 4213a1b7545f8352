// (i, j) → cellIndex of one frame. A city fills its bounding box, so the box is an array:
//
//   dense   cells[(i − minI) · width + (j − minJ)] = cellIndex, −1 where there is no cell
//
// Cells strewn far apart (or a thin strip along a seam) would waste it, so beyond 32 entries a cell:
//
//   hashed  slot s holds keysI[s], keysJ[s] → cells[s], −1 where empty; capacity 2^bits ≥ 2n, linear probing

/** Above this many entries a cell the box is too empty; below 2^16 entries nobody minds. */
const DENSE_ENTRIES_PER_CELL = 32
const ALWAYS_DENSE = 1 << 16

export interface DenseTable {
  readonly kind: 'dense'
  readonly minI: number
  readonly minJ: number
  readonly height: number
  readonly width: number
  readonly cells: Int32Array
}

export interface HashedTable {
  readonly kind: 'hashed'
  readonly mask: number
  readonly keysI: Int32Array
  readonly keysJ: Int32Array
  readonly cells: Int32Array
}

export type CellTable = DenseTable | HashedTable

/** The cellIndex at (i, j), or -1. O(1). */
export function cellAt(table: CellTable, i: number, j: number): number {
  if (table.kind === 'dense') {
    const row = i - table.minI
    const column = j - table.minJ
    if (row < 0 || column < 0 || row >= table.height || column >= table.width) return -1
    return table.cells[row * table.width + column]!
  }
  for (let slot = hash(i, j) & table.mask; table.cells[slot] !== -1; slot = (slot + 1) & table.mask) {
    if (table.keysI[slot] === i && table.keysJ[slot] === j) return table.cells[slot]!
  }
  return -1
}

/** Builds the table of entries (is[n], js[n]) → cells[n]; the pairs are distinct, `count` ≥ 1. */
export function buildTable(is: Int32Array, js: Int32Array, cells: Int32Array, count: number): CellTable {
  let minI = is[0]!
  let maxI = minI
  let minJ = js[0]!
  let maxJ = minJ
  for (let n = 1; n < count; n++) {
    const i = is[n]!
    const j = js[n]!
    if (i < minI) minI = i
    else if (i > maxI) maxI = i
    if (j < minJ) minJ = j
    else if (j > maxJ) maxJ = j
  }
  const height = maxI - minI + 1
  const width = maxJ - minJ + 1
  if (height * width > Math.max(ALWAYS_DENSE, DENSE_ENTRIES_PER_CELL * count)) return buildHashed(is, js, cells, count)
  const table = new Int32Array(height * width).fill(-1)
  for (let n = 0; n < count; n++) table[(is[n]! - minI) * width + (js[n]! - minJ)] = cells[n]!
  return { kind: 'dense', minI, minJ, height, width, cells: table }
}

function buildHashed(is: Int32Array, js: Int32Array, cells: Int32Array, count: number): HashedTable {
  const capacity = 2 ** Math.ceil(Math.log2(2 * count))
  const mask = capacity - 1
  const keysI = new Int32Array(capacity)
  const keysJ = new Int32Array(capacity)
  const slots = new Int32Array(capacity).fill(-1)
  for (let n = 0; n < count; n++) {
    let slot = hash(is[n]!, js[n]!) & mask
    while (slots[slot] !== -1) slot = (slot + 1) & mask
    keysI[slot] = is[n]!
    keysJ[slot] = js[n]!
    slots[slot] = cells[n]!
  }
  return { kind: 'hashed', mask, keysI, keysJ, cells: slots }
}

function hash(i: number, j: number): number {
  const mixed = Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca77)
  return mixed ^ (mixed >>> 15)
}
