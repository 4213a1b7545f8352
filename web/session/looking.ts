import type { FigureKey } from '../../server/contract/figures.ts'
import type { JudgeBy } from '../charts/judgement.ts'
import { isPainting, type ToolName } from '../tools/tools.ts'
import type { SessionCore } from './core.ts'
import type { Editing } from './editing.ts'
import { isOverFull } from './overFull.ts'
import { refuseFrozen } from './refuseFrozen.ts'
import type { ColourBy, Direction, Hover, SessionState, StrokeSource } from './state.ts'

/** What a planner looks at and holds in hand; nothing of it changes the plan. */
export function createLooking(core: SessionCore, { cancel, dropPending, isDrawing }: Editing) {
  const { get, set } = core.store
  /** A grid in hand, and which way it is to go: one that has too much begins by giving. */
  const inHand = (receiving: number) => ({
    receiving,
    partner: 0,
    direction: isOverFull(get(), receiving) ? ('give' as const) : ('take' as const),
  })
  return {
    /** Gives up the stroke under way; with none, lets go of the selection. */
    escape() {
      if (isDrawing()) cancel()
      else if (dropPending()) return
      else if (get().pickedPlaces) set({ pickedPlaces: null })
      else if (isPainting(get().tool) && get().receiving > 0) set({ receiving: 0, partner: 0, stroke: null })
      else set({ selected: 0 })
    },
    /** Taking up the brush with a grid selected and no receiver yet makes that grid the receiver. */
    setTool(tool: ToolName) {
      if (tool !== 'select' && refuseFrozen(core)) return
      cancel()
      const { receiving, selected } = get()
      set({
        tool,
        stroke: null,
        hover: null,
        pickedPlaces: null,
        ...(isPainting(tool) && receiving === 0 && selected > 0 ? inHand(selected) : {}),
      })
    },
    setBrushRadius: (brushRadius: number) => set({ brushRadius }),
    setDirection: (direction: Direction) => set({ direction, stroke: null }),
    setPartner: (partner: number) => set({ partner, stroke: null }),
    setSource: (source: StrokeSource) => set({ source }),
    setFenced: (isFenced: boolean) => set({ isFenced }),
    /** Takes a grid in hand, and the brush where no tool is that gives or takes cells. */
    pickReceiver(receiving: number, direction?: Direction) {
      if (refuseFrozen(core)) return
      cancel()
      const tool = isPainting(get().tool) ? get().tool : 'brush'
      set({ ...inHand(receiving), ...(direction && { direction }), selected: receiving, tool, stroke: null })
    },
    /** What a stroke that is taken back had picked by itself, goes back with it. */
    restorePicked: (picked: Pick<SessionState, 'receiving' | 'selected' | 'direction' | 'partner'>) => set(picked),
    select: (selected: number) => set({ selected }),
    setHover: (hover: Hover | null) => set({ hover }),
    pointAt: (pointedGrid: number) => set({ pointedGrid }),
    setColourBy: (colourBy: ColourBy) => set({ colourBy }),
    setJudgeBy: (judgeBy: JudgeBy) => set({ judgeBy }),
    /** Which figures lists and panels show. */
    showFigures: (chosenFigures: readonly FigureKey[]) => set({ chosenFigures }),
    fitCity: () => core.events.emit('fit', 'city'),
  }
}
