import type { Refusal } from './command.ts'

export function refuse(
  reason: Refusal['reason'],
  message: string,
  about: { grid?: number | undefined; cells?: number[] | undefined; details?: Record<string, string | number> } = {},
): Refusal {
  const { grid, cells, details } = about
  return {
    ok: false,
    reason,
    ...(grid === undefined ? {} : { grid }),
    ...(cells ? { cells } : {}),
    ...(details ? { details } : {}),
    message,
  }
}

/** "cell 7" or "cells 7, 8, 9 and 40 more" */
export function listCells(cells: readonly number[]): string {
  const shown = cells.slice(0, 3).join(', ')
  const more = cells.length > 3 ? ` and ${cells.length - 3} more` : ''
  return `${cells.length === 1 ? 'cell' : 'cells'} ${shown}${more}`
}
