/**
 * How long each operation of the API holds the event loop, on both databases: `npm run bench:server`. One process serves a large
 * city, this one asks; what a turn of the loop takes is counted in CPU of the server's own thread, so that other work on the machine
 * does not count. `-- --cells 100000` another size, `--json FILE` keeps the figures, `--against FILE` puts earlier ones beside them.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createServerDatabase } from '../integration/databases.ts'
import startPostgres from '../setup/postgres.ts'
import type { ChildOptions, ChildOrder } from './server/child.ts'
import type { LargeCity } from './server/largeCity.ts'
import type { Reading } from './server/loopProbe.ts'
import { requestsOf } from './server/requests.ts'

interface Row {
  readonly name: string
  readonly status: number
  /** CPU of one turn of the loop, ms: the median over the rounds of the longest */
  readonly longestMs: number
  /** CPU a request, ms: of the loop's thread, and of the whole process */
  readonly loopMs: number
  readonly processMs: number
}

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '200000' },
    only: { type: 'string', default: 'pglite,postgres' },
    json: { type: 'string' },
    against: { type: 'string' },
  },
})
const cells = Number(values.cells)
// 0.0145 km² a cell at resolution 10 here; a degree is 96 by 111 km
const height = Math.sqrt((cells * 0.0145) / 1.3) / 111
const city: LargeCity = { height, width: (1.3 * height * 111) / 96, customers: Math.min(300_000, 2 * cells) }

const tables: Record<string, Row[]> = {}
const stop = await startPostgres()
try {
  for (const driver of values.only.split(',')) tables[driver] = await measure(driver)
  if (values.json) writeFileSync(values.json, JSON.stringify(tables))
  print(values.against ? (JSON.parse(readFileSync(values.against, 'utf8')) as typeof tables) : {})
} finally {
  // Nothing else keeps this process alive until the database has stopped.
  const wait = setInterval(() => {}, 1000)
  await stop()
  clearInterval(wait)
}

async function measure(driver: string): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
  const { url, drop } = driver === 'postgres' ? await createServerDatabase() : { url: undefined, drop: async () => {} }
  const options: ChildOptions = { databaseUrl: url, dataDir, city, grids: 500 }
  const child = fork(join(import.meta.dirname, 'server/child.ts'), [JSON.stringify(options)], { stdio: 'inherit' })
  const hear = async <T>() => ((await once(child, 'message')) as [T])[0]
  const order = async (message: ChildOrder) => {
    const answer = hear<Reading>()
    child.send(message)
    return await answer
  }
  try {
    say(`${driver}: ${(await hear<{ cellCount: number }>()).cellCount} cells`)
    const { port } = await hear<{ port: number }>()
    const rows: Row[] = []
    for (const { name, rounds, send } of requestsOf(`http://127.0.0.1:${port}`, city)) {
      const longest: number[] = []
      let status = 0
      await order({ kind: 'spin', isOn: true })
      for (let round = 0; round < rounds; round++) {
        status = await send()
        longest.push((await order({ kind: 'take' })).longestMs)
      }
      await order({ kind: 'spin', isOn: false })
      const isRepeated = rounds > 1
      for (let round = 0; isRepeated && round < rounds; round++) await send()
      const { loopMs, processMs } = await order({ kind: 'take' })
      rows.push({
        name,
        status,
        longestMs: median(longest),
        ...(isRepeated ? { loopMs: loopMs / rounds, processMs: processMs / rounds } : { loopMs: 0, processMs: 0 }),
      })
      say(`${name}: ${status}, ${median(longest).toFixed(1)} ms`)
    }
    await order({ kind: 'end' })
    await once(child, 'exit')
    return rows
  } finally {
    child.kill()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function print(before: typeof tables): void {
  const drivers = Object.keys(tables)
  console.log(`\n${cells} cells, 500 grids; ${availableParallelism()} cores, Node ${process.versions.node}\n`)
  const heads = drivers.flatMap((driver) => [
    `${driver}: longest block, ms`,
    'loop, ms a request',
    'process, ms a request',
  ])
  console.log(`| operation | answer | ${heads.join(' | ')} |\n|---|---|${'---|'.repeat(heads.length)}`)
  for (const [index, { name, status }] of (tables[drivers[0]!] ?? []).entries()) {
    const figures = drivers.flatMap((driver) => {
      const { longestMs, loopMs, processMs } = tables[driver]![index]!
      const earlier = before[driver]?.find((row) => row.name === name)
      const pair = (now: number, then: number | undefined) =>
        then === undefined ? ms(now) : `${ms(then)} → ${ms(now)}`
      return [pair(longestMs, earlier?.longestMs), pair(loopMs, earlier?.loopMs), pair(processMs, earlier?.processMs)]
    })
    console.log(`| ${name} | ${status} | ${figures.join(' | ')} |`)
  }
}

function ms(value: number): string {
  return value === 0 ? '–' : value.toFixed(value < 10 ? 1 : 0)
}

function median(sorted: number[]): number {
  return sorted.toSorted((a, b) => a - b)[Math.floor(sorted.length / 2)] ?? 0
}

function say(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`)
}
