import { type RawBuilder, sql } from 'kysely'

/** `figure_1`, `figure_2`, …: the sums that `figureSums` makes of as many figures. */
export function figureNames(count: number): RawBuilder<unknown>[] {
  return Array.from({ length: count }, (_, place) => sql.ref(`figure_${place + 1}`))
}

/** Sums of each figure of the rows, as columns of their own: cheaper than arrays that are taken apart and put together. */
export function figureSums(count: number): RawBuilder<unknown> {
  return sql.join(figureNames(count).map((name, place) => sql`sum(figures[${sql.lit(place + 1)}]) as ${name}`))
}
