import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { applyPatch, decodeAssignment, encodeAssignment, invertPatch } from '../../../partition/index.ts'
import type { CommandLog } from '../../../server/contract/commands.ts'
import type { Job } from '../../../server/contract/jobs.ts'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { readMigrations } from '../../../server/db/migrate.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { expectProblem, serve, type TestServer } from '../api/apiServer.ts'
import { firstStroke } from '../api/strokes.ts'
import { recount } from '../recount/tinyCity.ts'
import { type OpenedStore, openStored, storedVersions } from './storedVersions.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('of every released version a store is kept', () => {
  const changelog = readFileSync(new URL('../../../CHANGELOG.md', import.meta.url), 'utf8')
  const released = [...changelog.matchAll(/^## v?(\d+\.\d+\.\d+)/gm)].map((match) => match[1])
  expect(storedVersions.toSorted()).toEqual([...new Set([...released, manifest.version])].toSorted())
})

for (const version of storedVersions)
  for (const driver of ['pglite', 'postgres'] as const)
    describe(`what ${version} stored (${driver})`, () => {
      let store: OpenedStore
      let server: TestServer
      beforeAll(async () => {
        store = await openStored(version, driver)
      })
      afterAll(async () => {
        await server?.app.close()
        await store?.dispose()
      })
      const eachPlan = async (check: (planId: string) => Promise<void>) => {
        for (const planId of Object.keys(store.noted.plans)) await check(planId)
      }
      const expectWhole = async (planId: string) =>
        expect(await recount(store.database, planId)).toMatchObject({ planId, ok: true, violations: [] })
      const get = async <T>(path: string) => (await server.get(path)).json<T>()
      const bytes = async (planId: string) => (await server.get(`/api/plans/${planId}/assignment`)).rawPayload
      const order = async (planId: string, command: object) =>
        server.post(`/api/plans/${planId}/commands`, {
          commandId: randomUUID(),
          baseRevision: (await get<PlanDetail>(`/api/plans/${planId}`)).revision,
          command,
        })

      test('takes every migration there is, each new one too', async () => {
        const { rows } = await store.database.execute('select name from schema_migration order by number')
        const all = readMigrations().map(({ name }) => name)
        expect(rows.map(({ name }) => name)).toEqual(all)
        expect(all.slice(0, store.noted.migrations.length)).toEqual(store.noted.migrations)
      })

      test('verifies, plan by plan', () => eachPlan(expectWhole))

      test('has the figures, cells, owners and log it had', async () => {
        server = await serve(store.database)
        expect(await get('/api/cities')).toMatchObject(store.noted.cities)
        await eachPlan(async (planId) => {
          const noted = store.noted.plans[planId]!
          // Notes are said anew by their codes: see tests/unit/server/plans/storedNotes.test.ts.
          const { warnings, ...detail } = noted.detail
          const now = await get<PlanDetail>(`/api/plans/${planId}`)
          expect(now).toMatchObject(detail)
          expect(now.warnings.map(({ code }) => code)).toEqual(warnings.map(({ code }) => code))
          expect(sha256(await bytes(planId))).toBe(noted.assignmentSha256)
          expect(await get(`/api/plans/${planId}/commands`)).toMatchObject(noted.log)
          for (const [index, { lon, lat }] of store.noted.places.entries()) {
            const { grid, ...owner } = noted.owners[index]!
            const { place } = await get<OwnershipAnswer>(
              `/api/plans/${planId}/ownership?lon=${lon}&lat=${lat}&crs=wgs84`,
            )
            expect(place).toMatchObject({ ...owner, grid: grid && { code: grid.code, name: grid.name } })
          }
          expect((await server.get(`/api/plans/${planId}/report`)).statusCode).toBe(200)
        })
      })

      test('leads back through its log to the beginning, and forth again', () =>
        eachPlan(async (planId) => {
          const { commands } = await get<CommandLog>(`/api/plans/${planId}/commands`)
          const answer = await bytes(planId)
          const assignment = decodeAssignment(answer, answer.length / 2)
          for (const { patch } of commands.toReversed()) applyPatch(assignment, invertPatch(patch))
          for (const { patch } of commands) applyPatch(assignment, patch)
          expect(sha256(encodeAssignment(assignment))).toBe(store.noted.plans[planId]!.assignmentSha256)
        }))

      test('can be edited and undone, where it is a draft', () =>
        eachPlan(async (planId) => {
          const { detail, assignmentSha256 } = store.noted.plans[planId]!
          const locked = new Set(detail.grids.filter((grid) => grid.locked).map((grid) => grid.number))
          const stroke = firstStroke(await loadPlanState(store.database, planId), locked)
          const painted = await order(planId, stroke)
          if (detail.status !== 'draft') return void expectProblem(painted, 409, 'plan-published')
          expect(painted.statusCode).toBe(200)
          expect(sha256(await bytes(planId))).not.toBe(assignmentSha256)
          await expectWhole(planId)
          expect((await order(planId, { kind: 'revert', revision: detail.revision + 1 })).statusCode).toBe(200)
          expect(sha256(await bytes(planId))).toBe(assignmentSha256)
          await expectWhole(planId)
        }))

      test('goes on with the job that waited, and keeps those that had ended', async () => {
        for (const { jobId, state, planNumber } of store.noted.jobs) {
          const path = `/api/cities/town/jobs/${jobId}`
          let job = await get<Job>(path)
          for (; job.state === 'queued' || job.state === 'running'; job = await get<Job>(path)) await sleep(100)
          expect(job).toMatchObject(
            state === 'queued'
              ? { state: 'succeeded' }
              : { state, planId: planNumber === null ? null : `town-${planNumber}` },
          )
          if (job.problem?.code === 'solve-failed')
            expect(job.problem.refusal).toEqual({ code: 'too-few-vertices', cells: 338, grids: 5000 })
          if (job.planId) await expectWhole(job.planId)
        }
      })
    })
