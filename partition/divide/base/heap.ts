/** A max-heap over vertices 0..capacity-1 with changeable keys; equal keys come out in an order fixed by the calls made. */
export interface Heap {
  size(): number
  /** Inserts v or changes its key. O(log size). */
  set(v: number, key: number): void
  remove(v: number): void
  /** Takes out the vertex with the greatest key; -1 when empty. */
  pop(): number
  topKey(): number
  clear(): void
}

export function createHeap(capacity: number): Heap {
  const positions = new Int32Array(capacity).fill(-1)
  const items: number[] = []
  const keys: number[] = []

  const place = (at: number, v: number, key: number) => {
    items[at] = v
    keys[at] = key
    positions[v] = at
  }
  const siftUp = (start: number, v: number, key: number) => {
    let at = start
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (keys[parent]! >= key) break
      place(at, items[parent]!, keys[parent]!)
      at = parent
    }
    place(at, v, key)
  }
  const siftDown = (start: number, v: number, key: number) => {
    const size = items.length
    let at = start
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && keys[child + 1]! > keys[child]!) child++
      if (keys[child]! <= key) break
      place(at, items[child]!, keys[child]!)
      at = child
    }
    place(at, v, key)
  }
  const removeAt = (at: number) => {
    positions[items[at]!] = -1
    const v = items.pop()!
    const key = keys.pop()!
    if (at === items.length) return
    if (at > 0 && keys[(at - 1) >> 1]! < key) siftUp(at, v, key)
    else siftDown(at, v, key)
  }

  return {
    size: () => items.length,
    set: (v, key) => {
      const at = positions[v]!
      if (at === -1) {
        items.push(v)
        keys.push(key)
        siftUp(items.length - 1, v, key)
      } else if (key > keys[at]!) siftUp(at, v, key)
      else if (key < keys[at]!) siftDown(at, v, key)
    },
    remove: (v) => {
      if (positions[v] !== -1) removeAt(positions[v]!)
    },
    pop: () => {
      if (items.length === 0) return -1
      const v = items[0]!
      removeAt(0)
      return v
    },
    topKey: () => (items.length === 0 ? -Infinity : keys[0]!),
    clear: () => {
      for (const v of items) positions[v] = -1
      items.length = 0
      keys.length = 0
    },
  }
}
