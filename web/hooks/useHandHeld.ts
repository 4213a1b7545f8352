import { useEffect } from 'react'
import type { BoundMap } from '../binding/bindMap.ts'

/** While the space bar is held, the map is dragged whatever the tool. */
export function useHandHeld(bound: BoundMap | null): void {
  useEffect(() => {
    if (!bound) return
    const isTyping = (target: EventTarget | null): boolean =>
      target instanceof Element && target.closest('input, textarea, select, button, [role="dialog"]') !== null
    const onKey = (event: KeyboardEvent): void => {
      if (event.code !== 'Space' || isTyping(event.target)) return
      event.preventDefault()
      bound.setHandHeld(event.type === 'keydown')
    }
    const onBlur = (): void => bound.setHandHeld(false)
    addEventListener('keydown', onKey)
    addEventListener('keyup', onKey)
    addEventListener('blur', onBlur)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('keyup', onKey)
      removeEventListener('blur', onBlur)
    }
  }, [bound])
}
