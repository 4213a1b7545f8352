import { useEffect, useState } from 'react'
import type { BoundMap } from '../binding/bindMap.ts'

export interface PlacePicker {
  /** the cells that are picked already; null while none is asked for */
  readonly picked: readonly number[] | null
  readonly toggle: () => void
}

/** Takes the next two presses on the map as two cells, in place of the tool. */
export function usePlacePicker(bound: BoundMap | null, onPair: (a: number, b: number) => void): PlacePicker {
  const [picked, setPicked] = useState<readonly number[] | null>(null)
  useEffect(() => {
    if (!bound || !picked) return
    const [first] = picked
    bound.map.pickPlace((cellIndex) => {
      setPicked(first === undefined ? [cellIndex] : null)
      if (first !== undefined) onPair(first, cellIndex)
    })
    return () => bound.map.pickPlace(null)
  }, [bound, picked, onPair])
  return { picked, toggle: () => setPicked(picked ? null : []) }
}
