import { createServerDatabase } from '../databases.ts'
import { describeJourney } from './journey.ts'
import { runHere } from './shapan.ts'

// With a process for each command it is gone with the long tests, and as far as a plan with each change (journeyEmbedded.test.ts).
describeJourney('postgres', async () => ({ DATABASE_URL: (await createServerDatabase('schema')).url }), {
  run: runHere,
})
