import { useEffect } from 'react'
import type { BoundMap } from '../binding/bindMap.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import type { MapLink } from '../map/linkLines.ts'

/** Draws the links that a panel shows; where none does, those that the open plan rests on. */
export function useDrawnLinks(bound: BoundMap | null, shown: readonly MapLink[] | null): void {
  const model = useSessionState((state) => state.model)
  const links = useSessionState((state) => state.plan?.links)
  useEffect(() => {
    if (!bound || !model) return
    const placeOf = (cell: number) => ({ lng: model.centers[2 * cell]!, lat: model.centers[2 * cell + 1]! })
    const used = (links ?? []).map(({ a, b }): MapLink => ({ from: placeOf(a), to: placeOf(b), kind: 'used' }))
    bound.map.setLinks(shown ?? used)
  }, [bound, model, links, shown])
}
