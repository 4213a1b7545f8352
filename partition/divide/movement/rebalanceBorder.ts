import { borderIndex, type Dues, listBorders } from './rebalanceFlow.ts'
import type { MovingState } from './rebalanceState.ts'

/**
 * The vertices worth trying to move: those beside a part to which something is or was due, and those that may come
 * home. All other borders stay as they are, however ragged: to move them would cost customers and serve no balance.
 */
export interface BusyBorder {
  /** in no particular order; a vertex that has become idle stays until it is dropped */
  readonly items: readonly number[]
  /** Lists the touching parts anew and forgets the vertices. The result has nothing due yet. O(edges). */
  relist(): Dues
  /** Opens the border between two touching parts, for good. */
  open(p: number, q: number): void
  /** Collects the vertices anew, once the borders are open. O(edges). */
  collect(): void
  /** Opens all borders of a part. */
  openAround(p: number): void
  /** Whether vertices may leave home from p to q; a border that has arisen since the last listing is shut. */
  isOpen(p: number, q: number): boolean
  dropIfIdle(v: number): void
  /** To be called after v has moved. */
  update(v: number): void
}

export function createBusyBorder(state: MovingState): BusyBorder {
  const { problem, part, home } = state
  const { graph, partCount, fixed } = problem
  const { vertexCount, offsets, neighbors } = graph
  const items: number[] = []
  const positions = new Int32Array(vertexCount).fill(-1)
  const everOpen = new Set<number>()
  let dues = listBorders(problem, part)
  let openNow = new Uint8Array(0)

  const keyOf = (p: number, q: number) => Math.min(p, q) * partCount + Math.max(p, q)
  const isFree = (v: number) => fixed === undefined || fixed[v]! < 0
  const isBusy = (v: number): boolean => {
    const own = part[v]!
    let last = own
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const q = part[neighbors[e]!]!
      if (q === own || q === last) continue
      if (q === home[v]) return true
      const i = borderIndex(dues, own, q)
      if (i === -1 || openNow[i] === 1) return true
      last = q
    }
    return false
  }
  const add = (v: number) => {
    if (positions[v] !== -1 || !isFree(v)) return
    positions[v] = items.length
    items.push(v)
  }
  return {
    items,
    relist: () => {
      dues = listBorders(problem, part)
      return dues
    },
    open: (p, q) => {
      everOpen.add(keyOf(p, q))
    },
    collect: () => {
      openNow = new Uint8Array(dues.neighbors.length)
      for (let p = 0; p < partCount; p++) {
        for (let i = dues.offsets[p]!; i < dues.offsets[p + 1]!; i++) {
          if (everOpen.has(keyOf(p, dues.neighbors[i]!))) openNow[i] = 1
        }
      }
      for (const v of items) positions[v] = -1
      items.length = 0
      for (let v = 0; v < vertexCount; v++) if (isBusy(v)) add(v)
    },
    openAround: (p) => {
      for (let i = dues.offsets[p]!; i < dues.offsets[p + 1]!; i++) everOpen.add(keyOf(p, dues.neighbors[i]!))
    },
    isOpen: (p, q) => openNow[borderIndex(dues, p, q)] === 1,
    dropIfIdle: (v) => {
      if (isBusy(v)) return
      const last = items.pop()!
      if (last !== v) {
        items[positions[v]!] = last
        positions[last] = positions[v]!
      }
      positions[v] = -1
    },
    update: (v) => {
      add(v)
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) add(neighbors[e]!)
    },
  }
}
