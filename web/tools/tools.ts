import { brush } from './brush.ts'
import type { Tool } from './tool.ts'

/** The tools of the map. `select` draws nothing: it looks and picks. */
export const toolNames = ['select', 'brush'] as const
export type ToolName = (typeof toolNames)[number]

export const drawingTools: Readonly<Record<Exclude<ToolName, 'select'>, Tool>> = { brush }
