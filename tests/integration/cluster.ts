import pg from 'pg'

/**
 * A Citus cluster for the tests of stores: where SHAPAN_TEST_DATABASE_URL names a database whose coordinator knows workers, each database
 * of the tests is made on all nodes, and its tables are distributed.
 */
export interface Node {
  readonly host: string
  readonly port: number
}

/** None where the server is no coordinator. */
export async function listWorkers(serverUrl: string): Promise<Node[]> {
  return await onDatabase(serverUrl, async (client) => {
    const { rows } = await client.query(`select to_regclass('pg_dist_node') is not null as is_cluster`)
    if (!rows[0].is_cluster) return []
    const nodes = await client.query('select nodename as host, nodeport as port from pg_dist_node where groupid > 0')
    return nodes.rows
  })
}

/** Makes the database `name` on every node. */
export async function createOnCluster(serverUrl: string, name: string, workers: readonly Node[]): Promise<void> {
  for (const url of nodesOf(serverUrl, workers)) {
    await onDatabase(url, async (client) => {
      await client.query('set citus.enable_create_database_propagation = off')
      await client.query(`create database ${name}`)
    })
    await onDatabase(databaseUrl(url, name), (client) =>
      client.query('create extension citus; create extension postgis'),
    )
  }
  await onDatabase(databaseUrl(serverUrl, name), async (client) => {
    const { hostname, port } = new URL(serverUrl)
    await client.query('select citus_set_coordinator_host($1, $2)', [hostname, Number(port)])
    for (const worker of workers) await client.query('select citus_add_node($1, $2)', [worker.host, worker.port])
  })
}

export async function dropOnCluster(serverUrl: string, name: string, workers: readonly Node[]): Promise<void> {
  for (const url of nodesOf(serverUrl, workers))
    await onDatabase(url, (client) => client.query(`drop database ${name} with (force)`))
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = name
  return url.href
}

function nodesOf(serverUrl: string, workers: readonly Node[]): string[] {
  const ofWorker = ({ host, port }: Node) => {
    const url = new URL(serverUrl)
    url.hostname = host
    url.port = String(port)
    url.pathname = 'postgres'
    return url.href
  }
  return [serverUrl, ...workers.map(ofWorker)]
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
