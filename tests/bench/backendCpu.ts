import { readFileSync } from 'node:fs'
import type pg from 'pg'

/** CPU of the sessions of this client's database since `before`, or since they began; the server runs on this machine (Linux). */
export async function backendCpuSeconds(client: pg.Client, before: BackendCpu = new Map()): Promise<number> {
  const now = await backendCpu(client)
  return [...now].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0)
}

export type BackendCpu = ReadonlyMap<number, number>

/** Seconds by process. */
export async function backendCpu(client: pg.Client): Promise<BackendCpu> {
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database()',
  )
  const secondsOf = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9
  return new Map(rows.map(({ pid }) => [pid, secondsOf(pid)]))
}
