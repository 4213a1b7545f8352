import { expect, it } from 'vitest'
import { buildCity, growGrids, planOf, seededRandom } from '../unit/partition/builders.ts'
import { expectSoundSession } from '../unit/partition/plan/soundSession.ts'

const gridCount = 12
const city = buildCity({ radius: 9 })

it('10,000 commands about cells and grids keep every law, are replayed from the log and undone to the byte', () => {
  let done = 0
  for (let seed = 1; done < 10_000; seed++) {
    const start = () => planOf(city, growGrids(city, gridCount, seed), gridCount)
    done += expectSoundSession(city, start, seededRandom(seed), 400)
  }
  expect(done).toBeGreaterThanOrEqual(10_000)
})
