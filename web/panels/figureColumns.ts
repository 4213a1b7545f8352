import type { ShownFigures } from '../hooks/useFigures.ts'

/** The columns of the list of grids: one a figure, beside the names. */
export const columnsOf = ({ shown }: Pick<ShownFigures, 'shown'>) => ({
  gridTemplateColumns: `minmax(0, 1fr) repeat(${shown.length}, minmax(0, var(--bar)))`,
})
