import { expect, it } from 'vitest'
import type { PlanBeat } from '../../../server/contract/commands.ts'
import { serveApp } from '../api/apiServer.ts'
import { follow } from '../api/followPlan.ts'
import { anyTown } from '../databases.ts'

// What is told is that of `planStream.test.ts`, which runs on both databases.
anyTown('who follows a plan that is put away', (database) => {
  const server = serveApp(database)

  it('is told its new status by the next state, though no command was made', async () => {
    const follower = await follow(server(), 'town-1')
    const stateOf = async () => {
      for (;;) {
        const told = await follower.next()
        if (told?.event === 'state') return told.data as PlanBeat
      }
    }
    const { revision, status } = await stateOf()
    expect(status).toBe('draft')
    expect((await server().app.inject({ method: 'POST', url: '/api/plans/town-1/archive' })).statusCode).toBe(204)
    let next = await stateOf()
    // A beat may have been on its way.
    while (next.status === 'draft') next = await stateOf()
    expect(next).toMatchObject({ revision, status: 'archived', segments: 'all' })
    follower.leave()
    const late = await follow(server(), 'town-1')
    expect((await late.next())?.data).toMatchObject({ status: 'archived' })
    late.leave()
  })
})
