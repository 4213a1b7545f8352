import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type LargeCity, pointsOf } from './largeCity.ts'

export interface Measured {
  readonly name: string
  /** how often: what is made once (a cold start, a stroke) is asked for once */
  readonly rounds: number
  readonly send: () => Promise<number>
}

const points = 100_000

/** Every operation of the API with as much work as it can have, the cold ones first. Each answers its status. */
export function requestsOf(base: string, city: LargeCity): Measured[] {
  const get = (path: string) => async () => {
    const answer = await fetch(base + path)
    await answer.arrayBuffer()
    return answer.status
  }
  const post =
    (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    async () => {
      const answer = await fetch(base + path, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      })
      await answer.arrayBuffer()
      return answer.status
    }
  const plan = '/api/plans/big-1'
  const batch = JSON.stringify({
    crs: 'wgs84',
    points: pointsOf(city, points).map(([lon, lat], index) => ({ id: `p${index}`, lon, lat })),
  })
  const bomb = gzipSync(`{"crs":"wgs84","points":[${'{},'.repeat(10_000_000)}{}]}`)
  const deep = `{"crs":"wgs84","points":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  const plain = { 'accept-encoding': 'identity' }
  const strokes = strokesOf(base, plan)
  return [
    { name: 'GET /api/health', rounds: 20, send: get('/api/health') },
    { name: 'GET /api/config', rounds: 20, send: get('/api/config') },
    { name: 'GET /openapi.json', rounds: 20, send: get('/openapi.json') },
    { name: 'GET /api/cities', rounds: 20, send: get('/api/cities') },
    { name: 'GET /api/cities/{city}', rounds: 20, send: get('/api/cities/big') },
    { name: 'GET …/plans', rounds: 20, send: get('/api/cities/big/plans') },
    { name: 'GET …/jobs', rounds: 20, send: get('/api/cities/big/jobs') },
    { name: 'GET …/districts', rounds: 5, send: get('/api/cities/big/districts') },
    { name: 'GET …/cells, first', rounds: 1, send: get('/api/cities/big/cells') },
    { name: 'GET …/cells', rounds: 5, send: get('/api/cities/big/cells') },
    { name: 'GET …/cells?format=geojson', rounds: 1, send: get('/api/cities/big/cells?format=geojson') },
    { name: 'GET /api/plans/{plan}, first', rounds: 1, send: get(plan) },
    { name: 'GET /api/plans/{plan}', rounds: 20, send: get(plan) },
    { name: 'GET …/assignment', rounds: 5, send: get(`${plan}/assignment`) },
    { name: 'GET …/grids, first', rounds: 1, send: get(`${plan}/grids`) },
    { name: 'GET …/grids', rounds: 20, send: get(`${plan}/grids`) },
    { name: 'GET …/report', rounds: 3, send: get(`${plan}/report`) },
    { name: 'GET …/report?format=html', rounds: 3, send: get(`${plan}/report?format=html`) },
    { name: 'GET …/report?format=csv', rounds: 3, send: get(`${plan}/report?format=csv`) },
    { name: 'GET …/ownership', rounds: 50, send: get(`${plan}/ownership?crs=wgs84&lon=112.1&lat=30.1`) },
    { name: 'POST …/ownership, 100,000 points', rounds: 5, send: post(`${plan}/ownership`, batch, plain) },
    {
      name: 'POST …/ownership, 30 kB of gzip with 10 million objects',
      rounds: 3,
      send: post(`${plan}/ownership`, bomb, { 'content-encoding': 'gzip' }),
    },
    { name: 'POST …/ownership, 20,000 deep', rounds: 5, send: post(`${plan}/ownership`, deep) },
    { name: 'POST …/commands, the first stroke', rounds: 1, send: strokes.small },
    { name: 'POST …/commands, a stroke of one cell', rounds: 5, send: strokes.small },
    { name: 'POST …/commands, a stroke over all cells (refused)', rounds: 3, send: strokes.all },
    { name: 'POST …/commands, a whole grid but one cell', rounds: 1, send: strokes.large },
    { name: 'POST …/commands, its undo', rounds: 1, send: strokes.undo },
    { name: 'GET /api/plans/{plan}, after a stroke', rounds: 1, send: get(plan) },
    { name: 'GET …/commands', rounds: 5, send: get(`${plan}/commands`) },
    { name: 'GET …/verification', rounds: 1, send: get(`${plan}/verification`) },
    { name: 'POST …/partitions, until the job has ended', rounds: 1, send: () => partition(base) },
  ]
}

/** Strokes that the plan takes, made from what the server tells of it. */
function strokesOf(base: string, plan: string) {
  const command = async (body: object) => {
    const { revision } = (await (await fetch(base + plan)).json()) as { revision: number }
    const answer = await fetch(`${base}${plan}/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ commandId: randomUUID(), baseRevision: revision, command: body }),
    })
    await answer.arrayBuffer()
    return answer.status
  }
  const assignment = async () => new Uint16Array(await (await fetch(`${base}${plan}/assignment`)).arrayBuffer())
  /** Cells beside one another in H3 order of two grids are nearly always neighbours. */
  const borders = (cells: Uint16Array) =>
    [...cells.keys()]
      .filter((cell) => cell > 0 && cells[cell] !== cells[cell - 1])
      .map((cell) => ({ cell, grid: cells[cell - 1]! }))
  let known: Uint16Array | undefined
  let turn = 0
  return {
    small: async () => {
      known ??= await assignment()
      for (const { cell, grid } of borders(known).slice(37 * turn++)) {
        const status = await command({ kind: 'paint', grid, cells: [cell] })
        if (status === 200) return status
      }
      return 0
    },
    all: async () => await command({ kind: 'paint', grid: 1, cells: [...(await assignment()).keys()] }),
    large: async () => {
      const cells = await assignment()
      for (const { cell, grid } of borders(cells)) {
        const given = [...cells.keys()].filter((other) => cells[other] === cells[cell])
        const status = await command({ kind: 'paint', grid, cells: given.slice(0, -1) })
        if (status === 200) return status
      }
      return 0
    },
    undo: async () => {
      const { revision } = (await (await fetch(base + plan)).json()) as { revision: number }
      return await command({ kind: 'revert', revision })
    },
  }
}

async function partition(base: string): Promise<number> {
  const started = await fetch(`${base}/api/cities/big/partitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grids: 300, tolerance: 0.2, weights: ['customers'], preset: 'fast' }),
  })
  const location = base + started.headers.get('location')
  for (;;) {
    const { state } = (await (await fetch(location)).json()) as { state: string }
    if (state !== 'queued' && state !== 'running') return state === 'succeeded' ? started.status : 0
    await sleep(200)
  }
}
