import { useEffect, useRef, useState } from 'react'
import { useSession } from '../hooks/SessionContext.tsx'
import { pairKey } from '../model/changedCells.ts'

export interface ChangedCells {
  /** what the map tells apart: a pair of grids, everything, or nothing */
  readonly shown: string | 'all' | null
  /** The map goes to it. */
  readonly show: (which: { readonly from: string | null; readonly to: string | null } | 'all' | null) => void
}

/**
 * The cells that differ from another plan, told apart on the map for as long as this is mounted. `left`: the other plan's id, null for
 * none, undefined while that is not known. Of a plan that comes after none, nothing is told apart until a pair is asked for: it would be all.
 */
export function useChangedCells(left: string | null | undefined): ChangedCells {
  const { life } = useSession()
  const [changes, setChanges] = useState<ReadonlyMap<string, readonly number[]>>(new Map())
  const [shown, setShown] = useState<string | 'all' | null>(null)

  const hasMoved = useRef(false)

  useEffect(() => {
    if (left === undefined) return
    let isOver = false
    void life
      .changesSince(left)
      .then((found) => {
        if (isOver) return
        setChanges(found)
        if (left === null || found.size === 0) return
        setShown('all')
        const cells = [...found.values()].flat()
        // The map goes there once; another date does not move it again.
        if (hasMoved.current) life.markCells(cells)
        else life.showCells(cells)
        hasMoved.current = true
      })
      // The table says the same in words.
      .catch(() => {})
    return () => {
      isOver = true
      life.markCells(null)
      setShown(null)
      setChanges(new Map())
    }
  }, [left, life])

  return {
    shown,
    show(which) {
      const key = which === null || which === 'all' ? which : pairKey(which.from, which.to)
      setShown(key)
      if (key === null) life.markCells(null)
      else life.showCells(key === 'all' ? [...changes.values()].flat() : (changes.get(key) ?? []))
    },
  }
}
