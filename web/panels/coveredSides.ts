import type { Padding } from '../map/sandboxMap.ts'

/**
 * How far the panels over the map reach in from its sides. A panel covers the side that costs the least of the map; one that
 * is empty covers nothing. `panels` are marked by `data-over-map`.
 */
export function coveredSides(pane: HTMLElement): Padding {
  const box = pane.getBoundingClientRect()
  const covered: Padding = { top: 0, right: 0, bottom: 0, left: 0 }
  for (const panel of pane.querySelectorAll('[data-over-map]')) {
    const { left, top, right, bottom, width, height } = panel.getBoundingClientRect()
    if (width === 0 || height === 0) continue
    const reach: Padding = {
      top: bottom - box.top,
      right: box.right - left,
      bottom: box.bottom - top,
      left: right - box.left,
    }
    const lost = {
      top: reach.top / box.height,
      right: reach.right / box.width,
      bottom: reach.bottom / box.height,
      left: reach.left / box.width,
    }
    const side = (Object.keys(lost) as (keyof Padding)[]).reduce((least, one) =>
      lost[one] < lost[least] ? one : least,
    )
    covered[side] = Math.max(covered[side], reach[side])
  }
  return covered
}
