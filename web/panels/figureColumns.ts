import type { ShownFigures } from '../hooks/useFigures.ts'

/** The columns of the list of grids: one a figure, beside the names. */
export const columnsOf = ({ columns }: Pick<ShownFigures, 'columns'>) => ({
  gridTemplateColumns: `minmax(0, 1fr) repeat(${columns.length}, minmax(0, var(--bar)))`,
})
