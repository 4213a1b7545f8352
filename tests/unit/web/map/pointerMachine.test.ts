import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  idlePointers,
  type PointerEffect,
  type PointerInput,
  type PointerState,
  stepPointers,
} from '../../../../web/map/pointerMachine.ts'

const at = (x: number, y = 0) => ({ x, y })
const finger = (id: number, x: number, y = 0) => ({ id, type: 'touch', x, y })
const mouse = (x: number, y = 0) => ({ id: 1, type: 'mouse', x, y })
const down = (
  pointer: ReturnType<typeof finger>,
  over: { button?: number; isPrimary?: boolean; isTool?: boolean } = {},
) => ({ kind: 'down', button: 0, isPrimary: true, isTool: true, ...pointer, ...over }) as const
const moved = (pointer: ReturnType<typeof finger>, buttons = 1) => ({ kind: 'move', buttons, ...pointer }) as const
const up = (pointer: ReturnType<typeof finger>, button = 0) => ({ kind: 'up', button, ...pointer }) as const

function run(events: readonly PointerInput[]): { state: PointerState; effects: PointerEffect[] } {
  const effects: PointerEffect[] = []
  let state = idlePointers
  for (const event of events) {
    const step = stepPointers(state, event)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects: effects.filter(({ kind }) => kind !== 'hover' && kind !== 'capture') }
}

describe('pointers on the map', () => {
  it('one finger draws from where it goes down to where it comes up', () => {
    const { state, effects } = run([down(finger(5, 10)), moved(finger(5, 20)), up(finger(5, 20))])
    expect(effects).toEqual([
      { kind: 'draw-start', at: at(10) },
      { kind: 'draw', from: expect.objectContaining(at(10)), to: at(20) },
      { kind: 'draw-end', isCancelled: false },
    ])
    expect(state).toEqual(idlePointers)
  })

  it('a second finger takes the stroke back, then both move and scale the map; the one left over does nothing', () => {
    const { state, effects } = run([
      down(finger(5, 0)),
      moved(finger(5, 10)),
      down(finger(6, 110), { isPrimary: false }),
      moved(finger(6, 210)),
      up(finger(5, 10)),
      moved(finger(6, 300)),
      up(finger(6, 300)),
    ])
    expect(effects.map(({ kind }) => kind)).toEqual(['draw-start', 'draw', 'draw-end', 'move-map'])
    expect(effects[2]).toEqual({ kind: 'draw-end', isCancelled: true })
    expect(effects[3]).toEqual({ kind: 'move-map', dx: 50, dy: 0, scale: 2, around: at(110) })
    expect(state).toEqual(idlePointers)
  })

  it('leaves fingers to the map’s own gestures while no tool is on, and two of them are no click', () => {
    const noTool = { isTool: false }
    const { effects } = run([
      down(finger(5, 0), noTool),
      down(finger(6, 50), { ...noTool, isPrimary: false }),
      up(finger(6, 50)),
      up(finger(5, 0)),
    ])
    expect(effects).toEqual([])
    expect(run([down(finger(7, 9), noTool), up(finger(7, 11))]).effects).toEqual([{ kind: 'click', at: at(11) }])
    expect(run([down(finger(7, 9), noTool), up(finger(7, 19))]).effects).toEqual([])
  })

  it('the right button drags the map whatever the tool, the left one and a pen draw', () => {
    expect(run([down(mouse(0), { button: 2 }), moved(mouse(7), 2), up(mouse(7), 2)]).effects).toEqual([
      { kind: 'move-map', dx: 7, dy: 0, scale: 1, around: at(7) },
    ])
    for (const pointer of [mouse(0), { ...mouse(0), type: 'pen' }])
      expect(run([down(pointer), up(pointer)]).effects.map(({ kind }) => kind)).toEqual(['draw-start', 'draw-end'])
  })

  it.each(['cancel', 'lost', 'blur'] as const)('%s takes the stroke back, once', (kind) => {
    const end: PointerInput = kind === 'blur' ? { kind } : { kind, ...mouse(5) }
    const { state, effects } = run([down(mouse(0)), moved(mouse(5)), end, up(mouse(5))])
    expect(effects.filter((effect) => effect.kind === 'draw-end')).toEqual([{ kind: 'draw-end', isCancelled: true }])
    expect(state).toEqual(idlePointers)
  })

  it('the end of the capture after an ordinary release changes nothing', () => {
    const ends = run([down(mouse(0)), up(mouse(0)), { kind: 'lost', ...mouse(0) }]).effects.slice(1)
    expect(ends).toEqual([{ kind: 'draw-end', isCancelled: false }])
  })

  it('a mouse whose release was never told gives its stroke up when it moves without a button', () => {
    const { state, effects } = run([down(mouse(0)), moved(mouse(5), 0)])
    expect(effects.at(-1)).toEqual({ kind: 'draw-end', isCancelled: true })
    expect(state).toEqual(idlePointers)
  })

  const id = fc.integer({ min: 1, max: 4 })
  const place = { x: fc.integer({ min: -50, max: 900 }), y: fc.integer({ min: -50, max: 700 }) }
  const pointer = { id, type: fc.constantFrom('mouse', 'pen', 'touch'), ...place }
  const anyEvent: fc.Arbitrary<PointerInput> = fc.oneof(
    fc.record({
      kind: fc.constant('down' as const),
      button: fc.integer({ min: 0, max: 4 }),
      isPrimary: fc.boolean(),
      isTool: fc.boolean(),
      ...pointer,
    }),
    fc.record({ kind: fc.constant('move' as const), buttons: fc.integer({ min: 0, max: 7 }), ...pointer }),
    fc.record({ kind: fc.constant('up' as const), button: fc.integer({ min: 0, max: 4 }), ...pointer }),
    fc.record({ kind: fc.constantFrom('cancel' as const, 'lost' as const), ...pointer }),
    fc.constant({ kind: 'blur' as const }),
  )

  it('keep their laws whatever comes, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = idlePointers
        let isDrawing = false
        for (const event of events) {
          const { state: next, effects } = stepPointers(state, event)
          for (const effect of effects) {
            if (effect.kind === 'draw-start') {
              expect(isDrawing).toBe(false)
              isDrawing = true
            }
            if (effect.kind === 'draw') expect(isDrawing).toBe(true)
            if (effect.kind === 'draw-end') {
              expect(isDrawing).toBe(true)
              // Made only by the pointer that drew, alone.
              if (!effect.isCancelled) expect(state.down).toHaveLength(1)
              isDrawing = false
            }
            if (effect.kind === 'draw-start' || effect.kind === 'draw') expect(next.down).toHaveLength(1)
            if (effect.kind === 'click') expect(state.down).toHaveLength(1)
            if (effect.kind === 'move-map') expect(effect.scale > 0 && Number.isFinite(effect.scale)).toBe(true)
          }
          expect(isDrawing).toBe(next.mode.kind === 'drawing')
          expect(new Set(next.down.map((one) => one.id)).size).toBe(next.down.length)
          if (next.down.length === 0) expect(next).toEqual(idlePointers)
          state = next
        }
        for (const { id, type, x, y } of state.down)
          state = stepPointers(state, { kind: 'up', button: 0, id, type, x, y }).state
        expect(state).toEqual(idlePointers)
      }),
      { numRuns: 3000 },
    )
  })
})
