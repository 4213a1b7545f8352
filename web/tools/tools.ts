import { brush } from './brush.ts'
import { fill } from './fill.ts'
import { lasso, rectangle } from './outlines.ts'
import type { Painting } from './painting.ts'
import { pinBrush } from './pinBrush.ts'
import type { Tool } from './tool.ts'
import { unitBrush } from './unitBrush.ts'

/** The tools that give cells to a grid, as they stand in the dock. */
export const paintingTools = { brush, lasso, rectangle, unit: unitBrush, fill } satisfies Record<string, Tool<Painting>>
export type PaintingToolName = keyof typeof paintingTools

/** The tools of the map. `select` draws nothing: it looks and picks. */
export type ToolName = 'select' | PaintingToolName | 'pin' | 'unpin'

export const drawingTools: Readonly<Record<Exclude<ToolName, 'select'>, Tool>> = {
  ...(paintingTools as Record<PaintingToolName, Tool>),
  pin: pinBrush(true),
  unpin: pinBrush(false),
}

export const isPainting = (tool: ToolName): tool is PaintingToolName => tool in paintingTools

/** The tools whose reach around the pointer is chosen. */
export const hasRadius = (tool: ToolName): boolean => tool === 'brush' || tool === 'pin' || tool === 'unpin'
