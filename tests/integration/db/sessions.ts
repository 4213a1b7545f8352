import pg from 'pg'
import { onTestFinished } from 'vitest'

/** A client of the test's own, closed with the test; what happens to it is nobody's fault. */
export async function ownClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'observer' })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** Ends the sessions of this database that fit, as an administrator or a failing server would; returns how many. */
export async function terminate(client: pg.Client, condition: string): Promise<number> {
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'shapan%' and (${condition})`,
  )
  return rowCount ?? 0
}

/** Waits until some session fits and ends it. */
export async function terminateOnce(client: pg.Client, condition: string, count = 1): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and application_name like 'shapan%' and (${condition})`,
    )
    if (rows[0].count >= count) break
  }
  await terminate(client, condition)
}
