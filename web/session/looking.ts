import type { FigureKey } from '../../server/contract/figures.ts'
import type { JudgeBy } from '../charts/judgement.ts'
import type { ToolName } from '../tools/tools.ts'
import type { SessionCore } from './core.ts'
import type { Editing } from './editing.ts'
import { refuseFrozen } from './refuseFrozen.ts'
import type { ColourBy, Hover, SessionState } from './state.ts'

/** What a planner looks at and holds in hand; nothing of it changes the plan. */
export function createLooking(core: SessionCore, { cancel, isDrawing }: Editing) {
  const { get, set } = core.store
  return {
    /** Gives up the stroke under way; with none, lets go of the selection. */
    escape() {
      if (isDrawing()) cancel()
      else if (get().pickedPlaces) set({ pickedPlaces: null })
      else if (get().tool === 'brush' && get().receiving > 0) set({ receiving: 0, stroke: null })
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
        ...(tool === 'brush' && receiving === 0 ? { receiving: selected } : {}),
      })
    },
    setBrushRadius: (brushRadius: number) => set({ brushRadius }),
    /** Makes a grid the receiver and takes up the brush. */
    pickReceiver(receiving: number) {
      if (refuseFrozen(core)) return
      cancel()
      set({ receiving, selected: receiving, tool: 'brush', stroke: null })
    },
    /** What a stroke that is taken back had picked by itself, goes back with it. */
    restorePicked: ({ receiving, selected }: Pick<SessionState, 'receiving' | 'selected'>) =>
      set({ receiving, selected }),
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
