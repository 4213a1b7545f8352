import { describe, expect, it } from 'vitest'
import { createCore } from '../../../../web/session/core.ts'
import type { Editing } from '../../../../web/session/editing.ts'
import { createLooking } from '../../../../web/session/looking.ts'

function open(isDrawing = false) {
  const core = createCore('me')
  let cancelled = 0
  const editing = { isDrawing: () => isDrawing, cancel: () => void cancelled++, dropPending: () => false } as Editing
  return { core, looking: createLooking(core, editing), cancelled: () => cancelled, get: core.store.get }
}

describe('what a planner looks at', () => {
  it('lets go of one thing at a press: the stroke, then the receiver, then the selection', () => {
    const drawing = open(true)
    drawing.core.store.set({ tool: 'brush', receiving: 2, selected: 2 })
    drawing.looking.escape()
    expect([drawing.cancelled(), drawing.get().receiving]).toEqual([1, 2])

    const { core, looking, get } = open()
    core.store.set({ tool: 'brush', receiving: 2, selected: 2 })
    looking.escape()
    expect([get().receiving, get().selected]).toEqual([0, 2])
    looking.escape()
    expect(get().selected).toBe(0)
  })

  it('gives up the stroke with the tool, and makes the selected grid the receiver of a brush that has none', () => {
    const { core, looking, cancelled, get } = open()
    core.store.set({ selected: 3, hover: { cellIndex: 1, grid: 3, x: 0, y: 0, places: [] } })
    looking.setTool('brush')
    expect(get()).toMatchObject({ tool: 'brush', receiving: 3, hover: null, stroke: null })
    core.store.set({ selected: 1 })
    looking.setTool('pin')
    looking.setTool('brush')
    expect([get().receiving, cancelled()]).toEqual([3, 3])
  })

  it('takes up the brush for a grid that is picked as the receiver, and puts back what a stroke had picked by itself', () => {
    const { looking, get } = open()
    looking.pickReceiver(2)
    expect(get()).toMatchObject({ tool: 'brush', receiving: 2, selected: 2 })
    looking.restorePicked({ receiving: 0, selected: 1, direction: 'take', partner: 0 })
    expect(get()).toMatchObject({ receiving: 0, selected: 1 })
  })

  it('asks the map to show the city', () => {
    const { core, looking } = open()
    const shown: unknown[] = []
    core.events.on('fit', (what) => shown.push(what))
    looking.fitCity()
    expect(shown).toEqual(['city'])
  })
})
