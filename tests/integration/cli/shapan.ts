import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { runCli } from '../../../server/cli/program/run.ts'

export const program = resolve(import.meta.dirname, '../../../server/shapan.mjs')

/** What a program started by a test has of the environment; `NODE_COMPILE_CACHE` halves the time of its start. */
export function ownEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, NODE_COMPILE_CACHE, ...(TMPDIR && { TMPDIR }) }
}

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs `shapan` as a shell would, in a directory and with an environment of its own. */
export function runShapan(args: readonly string[], at: { cwd: string; env: Record<string, string> }): Promise<Ended> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: at.cwd,
      env: { ...ownEnvironment(), LANG: 'C.UTF-8', ...at.env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.stdin.end()
    child.on('error', reject)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
}

export type Runner = typeof runShapan

/** What time it is for commands that are run here; the machine's unless set. */
export const clockHere: { now: Date | undefined } = { now: undefined }

let last: Promise<unknown> = Promise.resolve()

/**
 * The same without a process for each command, which would cost more than most of them do: for tests of what commands do. Start,
 * signals and streams are of a process, and `journeyEmbedded.test.ts` has one for each command.
 */
export const runHere: Runner = (args, at) => {
  // directory and environment are this process's own
  const ended = last.then(() => runAlone(args, at))
  last = ended.catch(() => {})
  return ended
}

const runAlone: Runner = async (args, { cwd, env }) => {
  const before = { directory: process.cwd(), environment: process.env }
  const said = { stdout: '', stderr: '' }
  const error = (text: string) => {
    said.stderr += text
  }
  process.chdir(cwd)
  process.env = { ...ownEnvironment(), LANG: 'C.UTF-8', ...env }
  try {
    const code = await runCli(
      args,
      {
        out: (text) => {
          said.stdout += text
        },
        error,
        redraw: error,
        isTerminal: false,
      },
      () => clockHere.now ?? new Date(),
    )
    return { code, ...said }
  } finally {
    process.env = before.environment
    process.chdir(before.directory)
  }
}

/** Both outputs as one text too, for refusals, which go to the second. */
export function runWithText(at: { cwd: string; env: Record<string, string> }) {
  return async (...args: string[]) => {
    const { code, stdout, stderr } = await runHere(args, at)
    return { code, text: stdout + stderr, stdout }
  }
}

/** What a command that must succeed in silence answers with `--json`; `at` is asked at each call. */
export function readJson(at: () => { cwd: string; env: Record<string, string> }, run: Runner = runHere) {
  return async (...args: string[]) => {
    const { code, stdout, stderr } = await run([...args, '--json'], at())
    expect(stderr).toBe('')
    expect(code).toBe(0)
    return JSON.parse(stdout)
  }
}

export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'shapan-cli-'))
}

export const district = (code: string, name: string, west: number, east: number) => ({
  type: 'Feature',
  properties: { code, name },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 30],
        [east, 30],
        [east, 30.1],
        [west, 30.1],
        [west, 30],
      ],
    ],
  },
})

export interface Point {
  id: string
  lon: number
  lat: number
}

/**
 * Files of a small city of two districts, 20 km × 11 km: 400 customers inside, 5 outside, and 4 rows that cannot be read. The same
 * every time.
 */
export function writeCityFiles(directory: string): {
  totals: { customers: number; revenue: number }
  points: Point[]
} {
  const boundary = {
    type: 'FeatureCollection',
    features: [district('330101', '东城区', 120, 120.1), district('330102', '西城区', 119.9, 120)],
  }
  writeFileSync(join(directory, 'boundary.geojson'), JSON.stringify(boundary))

  let seed = 12_345
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  const points: Point[] = []
  const totals = { customers: 0, revenue: 0 }
  const lines = ['code,x,y,people,fee']
  for (let i = 0; i < 400; i++) {
    const point = { id: `c${i}`, lon: 119.901 + random() * 0.198, lat: 30.001 + random() * 0.098 }
    const customers = 1 + Math.floor(random() * 9)
    const revenue = Math.floor(random() * 100_000)
    totals.customers += customers
    totals.revenue += revenue
    points.push(point)
    lines.push(`${point.id},${point.lon},${point.lat},${customers},${(revenue / 100).toFixed(2)}`)
  }
  for (let i = 0; i < 5; i++) lines.push(`far${i},121.5,31.2,2,10.00`)
  lines.push('bad1,NaN,30.05,1,1', 'bad2,120.05,,1,1', 'bad3,30.05,120.05,1,1', '"bad4,120.05,30.05,1,1')
  writeFileSync(join(directory, 'customers.csv'), `${lines.join('\n')}\n`)
  return { totals, points }
}
