import { brush } from './brush.ts'
import { pinBrush } from './pinBrush.ts'
import type { Tool } from './tool.ts'

/** The tools of the map. `select` draws nothing: it looks and picks. */
export const toolNames = ['select', 'brush', 'pin', 'unpin'] as const
export type ToolName = (typeof toolNames)[number]

export const drawingTools: Readonly<Record<Exclude<ToolName, 'select'>, Tool>> = {
  brush,
  pin: pinBrush(true),
  unpin: pinBrush(false),
}
