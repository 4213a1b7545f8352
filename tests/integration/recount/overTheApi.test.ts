import { expect, test } from 'vitest'
import { expectProblem, serve } from '../api/apiServer.ts'
import { anyDatabase } from '../databases.ts'
import { makeTinyCity, pastTheGuards, recount } from './tinyCity.ts'

// What it answers is the recount of `wholePlans.test.ts`, which runs on both databases.
anyDatabase('verification over the API', (database) => {
  test('is the recount of the command line: it trusts no figure that was derived', async () => {
    await makeTinyCity(database())
    const server = await serve(database())
    try {
      const ask = async (planId: string) => (await server.get(`/api/plans/${planId}/verification`)).json()
      expect(await ask('tiny-1')).toMatchObject({ ok: true, violations: [], revision: 4 })
      await pastTheGuards(
        database(),
        'update cell_fact set figures[1] = figures[1] + 1 where snapshot_id = 1',
        'update snapshot set totals[1] = totals[1] + (select count(*) from cell_fact where snapshot_id = 1) where snapshot_id = 1',
      )
      const answer = await ask('tiny-1')
      const codes = answer.violations.map(({ code }: { code: string }) => code)
      expect(codes).toEqual(expect.arrayContaining(['cell-fact-mismatch', 'snapshot-mismatch', 'row-changed']))
      // The server has the figures from before the change in memory; another process has those of the rows.
      const fresh = await recount(database(), 'tiny-1')
      expect(fresh.violations.map(({ code }) => code)).toEqual(expect.arrayContaining(codes))

      await pastTheGuards(database(), `update plan set assignment = '\\x0100' where plan_number = 1`)
      const damaged = await server.get('/api/plans/tiny-1/verification')
      expect(damaged.statusCode).toBe(200)
      expect(damaged.json().violations.map(({ code }: { code: string }) => code)).toContain('length-mismatch')
      expectProblem(await server.get('/api/plans/tiny-9/verification'), 404, 'plan-not-found')
    } finally {
      await server.app.close()
    }
  })
})
