import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { loadConfig } from '../../../server/base/config.ts'
import type { Impact } from '../../../server/contract/impact.ts'
import type { Approved, Submission } from '../../../server/contract/lifecycle.ts'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { buildApp } from '../../../server/start/app.ts'
import { customerCsv, makeCity } from '../builders.ts'

/** A server whose day is set by hand. */
export interface LivedServer {
  readonly app: FastifyInstance
  readonly call: (method: InjectOptions['method'], url: string, body?: unknown) => Promise<LightMyRequestResponse>
  readonly setNow: (moment: string) => void
  readonly close: () => Promise<void>
}

export async function liveServer(database: Database, moment: string): Promise<LivedServer> {
  let now = new Date(moment)
  const app = await buildApp({
    config: {
      ...loadConfig({ SHAPAN_DATA_DIR: '/nowhere', LOG_LEVEL: 'silent' }),
      requestsAMinute: 1_000_000,
      lookupsAMinute: 1_000_000,
    },
    database,
    clock: () => now,
  })
  return {
    app,
    call: (method, url, body) =>
      app.inject({ method: method!, url, ...(body !== undefined && { payload: body as object }) }),
    setNow: (next) => {
      now = new Date(next)
    },
    close: () => app.close(),
  }
}

/** A small city with one snapshot. */
export async function makeLivedCity(database: Database, code: string): Promise<void> {
  await makeCity(database, code)
  await importFile(database, code, Readable.from([customerCsv(400)]), { crs: 'wgs84', sourceName: 'a.csv' })
}

/** By the city's newest data; with `from` the same cells and grids as another plan. */
export async function newPlan(database: Database, code: string, grids = 4, from?: string): Promise<string> {
  const { planId } = await runPartition(database, code, {
    ...(from === undefined ? { grids } : { from, budget: 0 }),
    tolerance: 0.5,
    weights: ['customers'],
    preset: 'fast',
  })
  return planId
}

export async function copyOf({ call }: LivedServer, planId: string): Promise<string> {
  const answer = await call('POST', `/api/plans/${planId}/copies`, {})
  expect(answer.statusCode).toBe(201)
  return answer.json<{ planId: string }>().planId
}

export async function impactOf({ call }: LivedServer, planId: string, effectiveFrom: string): Promise<Impact> {
  const answer = await call('POST', `/api/plans/${planId}/impact`, { effectiveFrom })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<Impact>()
}

export interface Wish {
  readonly later?: 'keep' | 'withdraw'
}

export async function submit(
  server: LivedServer,
  planId: string,
  effectiveFrom: string,
  wish: Wish = {},
): Promise<LightMyRequestResponse> {
  const looked = await server.call('POST', `/api/plans/${planId}/impact`, { effectiveFrom })
  if (looked.statusCode !== 200) return looked
  const impact = looked.json<Impact>()
  return await server.call('PUT', `/api/plans/${planId}/submission`, {
    revision: impact.revision,
    effectiveFrom,
    impactId: impact.impactId,
    acknowledge: impact.warnings.map(({ code }) => code),
    ...wish,
  })
}

export async function approve(
  server: LivedServer,
  submission: Submission,
  wish: Wish = {},
): Promise<LightMyRequestResponse> {
  return await server.call('POST', `/api/plans/${submission.planId}/decision`, {
    decision: 'approve',
    submission: submission.number,
    impactId: submission.impactId,
    ...wish,
  })
}

/** Submitted and approved, with nothing in the way. */
export async function publish(
  server: LivedServer,
  planId: string,
  effectiveFrom: string,
  wish: Wish = {},
): Promise<Approved> {
  const submitted = await submit(server, planId, effectiveFrom, wish)
  expect([submitted.statusCode, submitted.statusCode === 200 ? '' : submitted.body]).toEqual([200, ''])
  const answer = await approve(server, submitted.json<Submission>(), wish)
  expect([answer.statusCode, answer.statusCode === 201 ? '' : answer.body]).toEqual([201, ''])
  return answer.json<Approved>()
}

export async function paint(
  { call }: LivedServer,
  planId: string,
  gridId: string,
  cells: readonly number[],
): Promise<LightMyRequestResponse> {
  return await call('POST', `/api/plans/${planId}/commands`, {
    commands: [
      {
        commandId: randomUUID(),
        command: { kind: 'paint', gridId, cells: cells.map((start) => ({ start, length: 1 })) },
      },
    ],
  })
}
