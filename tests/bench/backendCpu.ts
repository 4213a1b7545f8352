import { readFileSync } from 'node:fs'
import type pg from 'pg'

/** CPU that the sessions of this client's database have used so far; the server runs on this machine (Linux). */
export async function backendCpuSeconds(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database()',
  )
  return rows.reduce(
    (sum, { pid }) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9,
    0,
  )
}
