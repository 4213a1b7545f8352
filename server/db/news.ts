/**
 * News between the processes of one PostgreSQL: what one tells in a transaction, all hear once it is committed. The embedded database has one
 * process. News may be lost with the session that listens, so whoever depends on them looks by himself now and then.
 */
import { type Kysely, sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Schema } from './schema.ts'

const channel = 'shapan_news'
const againMs = 2_000

/** Tells every process when the transaction is committed; at most 8,000 bytes, and the same text once a transaction. */
export async function tellNews(transaction: Kysely<Schema>, text: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${text})`.execute(transaction)
}

/** Hears the news of every process, this one's too, over a connection that it keeps; another is taken where that ends. */
export function listenForNews(pool: Pool, onNews: (text: string) => void): () => void {
  let isOver = false
  let client: PoolClient | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function listen(): Promise<void> {
    const next = await pool.connect()
    try {
      await next.query(`listen ${channel}`)
    } catch (error) {
      next.release(true)
      throw error
    }
    if (isOver) return next.release(true)
    client = next
    next.on('notification', ({ payload = '' }) => onNews(payload))
    next.once('end', () => {
      if (client !== next) return
      client = null
      next.release(true)
      again()
    })
  }
  function again(): void {
    if (!isOver) timer = setTimeout(() => void listen().catch(again), againMs)
  }
  void listen().catch(again)

  return () => {
    isOver = true
    clearTimeout(timer)
    const last = client
    client = null
    // It still listens, and so is of no use to anybody else.
    last?.release(true)
  }
}
