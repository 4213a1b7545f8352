/**
 * What health asks: whether the database takes changes, and, by sorting more than `work_mem` (64 kB for this) holds, whether its disk has
 * room. A changed row would not tell: it mostly fits into pages that are there. About 10 ms; nothing stays behind.
 */
export const probeSql = `
  select pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only,
         (select count(*) from (select n from generate_series(1, 20000) as n order by n desc offset 1) as sorted) as sorted`

/** One look at a time: who asks while one is under way gets its answer, so that many askers are no load. */
export function oneAtATime<T>(look: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | null = null
  return () => {
    current ??= look().finally(() => {
      current = null
    })
    return current
  }
}
