import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../base/config.ts'
import { ShapanError } from '../base/errors.ts'
import { removeAbandonedImports } from '../data/importFile.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { removeCityRemains } from '../deletion/cityRemains.ts'
import { readAccessToken } from '../http/access/accessToken.ts'
import { buildApp } from './app.ts'
import { buildSite, needsSite } from './buildSite.ts'
import { makeDemoCity, needsDemoCity, writeDemoFiles } from './demoCity.ts'
import { isDemoYearCutShort, liveDemoYear } from './demoYear.ts'
import { createProgress, type Progress } from './progress.ts'
import { startTurning } from './turning.ts'

/**
 * From nothing to an open port. What does not wait for each other runs at the same time: the database is made in its thread, the
 * demo city's files in another, the sandbox is built in a process. On 2 cores the first start takes some 20 s, later ones 2 s.
 */
export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

const root = join(import.meta.dirname, '../..')

/**
 * Opens the database, makes the demo city where there is none, builds the sandbox where needed, and listens.
 * Throws what `openDatabase` throws, and `invalid-config` where the port cannot be had or a token is missing.
 */
export async function startServer(config: Config, write: (line: string) => void = () => {}): Promise<RunningServer> {
  // Before anything is made: whether the server may be opened at all.
  const token = readAccessToken(config)
  const progress = createProgress(write, () => performance.now())
  const site = needsSite(root) ? makeSite(progress) : Promise.resolve()
  // Awaited below; until then a failure must not count as unhandled.
  site.catch(() => {})
  const database = await openWithDemo(config, progress)
  try {
    await site
    const app = await buildApp({ config, database, siteDirectory: join(root, 'web', 'dist') })
    const url = await listen(app, config)
    const turning = startTurning(
      database,
      () => new Date(),
      (error) => app.log.error(error, 'the turn of a day failed'),
    )
    progress.say(`ready 就绪: ${url}${token === undefined ? '' : ' (asks for SHAPAN_TOKEN 需要令牌)'}`)
    return {
      url,
      close: async () => {
        await turning.close()
        await app.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function openWithDemo(config: Config, progress: Progress): Promise<Database> {
  const demoDirectory = join(config.dataDir, 'demo-city')
  // The embedded database takes seconds to be made the first time, which is when the demo city is sure to be needed.
  const isFirst = config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'pglite'))
  const opening = progress.step('opening the database 打开数据库')
  const early = isFirst ? writeDemoFiles(demoDirectory) : undefined
  early?.catch(() => {})
  const database = await openDatabase(config)
  opening.done(database.driver === 'pglite' ? `embedded, ${config.dataDir}` : 'PostgreSQL')
  try {
    await removeAbandonedImports(database)
    await removeCityRemains(database)
    const isWanted = await needsDemoCity(database)
    if (isWanted) await makeDemoCity(database, await (early ?? writeDemoFiles(demoDirectory)), progress)
    if (isWanted || (await isDemoYearCutShort(database))) await liveDemoYear(database, new Date(), progress)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function makeSite(progress: Progress): Promise<void> {
  const step = progress.step('building the sandbox 构建沙盘界面')
  await buildSite(root)
  step.done()
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  // The address is told once, below, and not in a line of JSON as well.
  const { level } = app.log
  app.log.level = 'warn'
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    const code = (error as NodeJS.ErrnoException).code
    const reason = code === 'EADDRINUSE' ? 'another program is using it' : (error as Error).message
    throw new ShapanError('invalid-config', `Cannot listen on ${host}:${port}: ${reason}; set PORT or HOST`, {}, error)
  }
  app.log.level = level
  const address = app.server.address() as AddressInfo
  const isEverywhere = address.address === '0.0.0.0' || address.address === '::'
  const name = isEverywhere ? '127.0.0.1' : address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${name}:${address.port}`
}
