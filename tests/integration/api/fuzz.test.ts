import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { eachTown } from '../databases.ts'
import { serveApp } from './apiServer.ts'
import { expectSound } from './fuzz/expectSound.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { townFor } from './fuzz/town.ts'

// The same each time on one database, and another each time on the other; tests/long/fuzz.test.ts has 20,000 requests.
const seeds = { pglite: 20261121, postgres: Number(process.env.SHAPAN_FUZZ_SEED ?? randomInt(2 ** 30)) }
const requests = 300

eachTown('requests made from the OpenAPI document', (database, driver) => {
  const server = serveApp(database)
  const seed = seeds[driver]

  it(`are answered as the document says, whatever they are (seed ${seed})`, async () => {
    const { app } = server()
    const report = await fuzz({ app, seed, requests, makings: 3, ...townFor(database(), server()) })
    await expectSound(report, app)
    expect(report.requests).toBeGreaterThanOrEqual(requests)
  })
})
