import pg from 'pg'

export interface ServerDatabase {
  readonly url: string
  drop(): Promise<void>
}

interface Node {
  readonly host: string
  readonly port: number
}

/** A Citus cluster: the coordinator, and the workers it knows. */
interface Cluster {
  readonly coordinator: string
  readonly workers: readonly Node[]
}

export function serverUrl(): string {
  const url = process.env.SHAPAN_TEST_DATABASE_URL
  if (!url) throw new Error('SHAPAN_TEST_DATABASE_URL is not set: run the tests as `npm test`')
  return url
}

let known: Promise<Cluster | undefined> | undefined

/** The tests' server as a cluster, where SHAPAN_TEST_DATABASE_URL names a database whose coordinator knows workers. */
export function findCluster(): Promise<Cluster | undefined> {
  known ??= listWorkers(serverUrl()).then((workers) =>
    workers.length > 0 ? { coordinator: serverUrl(), workers } : undefined,
  )
  return known
}

async function listWorkers(url: string): Promise<Node[]> {
  return await onDatabase(url, async (client) => {
    const { rows } = await client.query(`select to_regclass('pg_dist_node') is not null as is_cluster`)
    if (!rows[0].is_cluster) return []
    const nodes = await client.query('select nodename as host, nodeport as port from pg_dist_node where groupid > 0')
    return nodes.rows
  })
}

/** Makes the database `name` on every node. */
export async function createOnCluster(cluster: Cluster, name: string): Promise<ServerDatabase> {
  const { coordinator, workers } = cluster
  for (const node of nodesOf(cluster)) {
    await onDatabase(node, async (client) => {
      await client.query('set citus.enable_create_database_propagation = off')
      await client.query(`create database ${name}`)
    })
    await onDatabase(databaseUrl(node, name), (client) =>
      client.query('create extension citus; create extension postgis'),
    )
  }
  await onDatabase(databaseUrl(coordinator, name), async (client) => {
    const { hostname, port } = new URL(coordinator)
    await client.query('select citus_set_coordinator_host($1, $2)', [hostname, Number(port)])
    for (const worker of workers) await client.query('select citus_add_node($1, $2)', [worker.host, worker.port])
  })
  const drop = async () => {
    for (const node of nodesOf(cluster))
      await onDatabase(node, (client) => client.query(`drop database ${name} with (force)`))
  }
  return { url: databaseUrl(coordinator, name), drop }
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = name
  return url.href
}

function nodesOf({ coordinator, workers }: Cluster): string[] {
  const ofWorker = ({ host, port }: Node) => {
    const url = new URL(coordinator)
    url.hostname = host
    url.port = String(port)
    url.pathname = 'postgres'
    return url.href
  }
  return [coordinator, ...workers.map(ofWorker)]
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
