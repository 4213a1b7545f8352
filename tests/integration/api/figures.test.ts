import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractFigures } from '../../../server/contract/figures.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serve, type TestServer } from './apiServer.ts'

// Figures are refused before a database is asked.
anyTown('figures by key', (database) => {
  let server: TestServer

  beforeAll(async () => {
    server = await serve(database())
  })
  afterAll(async () => server?.app.close())

  it('are listed with what they mean', async () => {
    expect((await server.get('/api/cities/town/figures')).json()).toEqual({ figures: contractFigures })
    expectProblem(await server.get('/api/cities/nowhere/figures'), 404, 'city-not-found')
  })

  it('that the data does not carry are refused before anything is begun, with those it does', async () => {
    const answer = await server.post('/api/cities/town/partitions', { grids: 4, weights: ['customers', 'revenues'] })
    expect(expectProblem(answer, 400, 'invalid-request').detail).toBe(
      'The data does not carry revenues; did you mean revenue? It has customers, revenue',
    )
    expect((await server.get('/api/cities/town/jobs')).json()).toEqual({ jobs: [] })
    await expect(runPartition(database(), 'town', { grids: 4, weights: ['kids'] })).rejects.toThrow(
      'The data does not carry kids. It has customers, revenue',
    )
  })
})
