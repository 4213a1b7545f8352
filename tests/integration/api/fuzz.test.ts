import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { anyTown } from '../databases.ts'
import { serveApp } from './apiServer.ts'
import { expectSound } from './fuzz/expectSound.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { townFor } from './fuzz/town.ts'

// Others each time; tests/long/fuzz.test.ts has 20,000 requests, on both databases.
const seed = Number(process.env.SHAPAN_FUZZ_SEED ?? randomInt(2 ** 30))
const requests = 300

anyTown('requests made from the OpenAPI document', (database) => {
  const server = serveApp(database)

  it(`are answered as the document says, whatever they are (seed ${seed})`, async () => {
    const { app } = server()
    const report = await fuzz({ app, seed, requests, makings: 3, ...townFor(database(), server()) })
    await expectSound(report, app)
    expect(report.requests).toBeGreaterThanOrEqual(requests)
  })
})
