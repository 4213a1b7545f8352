import { randomInt } from 'node:crypto'
import { it } from 'vitest'
import { serveTown } from '../integration/api/apiServer.ts'
import { expectSound } from '../integration/api/fuzz/expectSound.ts'
import { fuzz } from '../integration/api/fuzz/fuzz.ts'
import { townFor } from '../integration/api/fuzz/town.ts'
import { eachDatabase } from '../integration/databases.ts'

const requests = 20_000
const seed = Number(process.env.SHAPAN_FUZZ_SEED ?? randomInt(2 ** 30))

eachDatabase('20,000 requests made from the OpenAPI document', (database) => {
  const server = serveTown(database)

  it(`are answered as the document says, whatever they are (seed ${seed})`, async () => {
    const { app } = server()
    const report = await fuzz({ app, seed, requests, makings: 30, ...townFor(database(), server()) })
    for (const [operation, answers] of Object.entries(report.answers)) console.info(operation, JSON.stringify(answers))
    await expectSound(report, app)
  })
})
