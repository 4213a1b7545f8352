import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { serveApp } from '../integration/api/apiServer.ts'
import { expectSound } from '../integration/api/fuzz/expectSound.ts'
import { fuzz } from '../integration/api/fuzz/fuzz.ts'
import { townFor } from '../integration/api/fuzz/town.ts'
import { eachTown } from '../integration/databases.ts'

// In five parts, each long enough to reach every operation and short enough that a slow machine is not taken for a hang.
const parts = [0, 1, 2, 3, 4]
const requests = 20_000 / parts.length
const seed = Number(process.env.SHAPAN_FUZZ_SEED ?? randomInt(2 ** 30))

eachTown('20,000 requests made from the OpenAPI document', (database) => {
  const server = serveApp(database)

  it.each(parts.map((part) => seed + part))(
    'are answered as the document says, whatever they are (seed %i)',
    async (seed) => {
      const { app } = server()
      const report = await fuzz({ app, seed, requests, makings: 6, ...townFor(database(), server()) })
      for (const [operation, answers] of Object.entries(report.answers))
        console.info(operation, JSON.stringify(answers))
      await expectSound(report, app)
      expect(report.requests).toBeGreaterThanOrEqual(requests)
    },
  )
})
