import { describeJourney } from './journey.ts'
import { makeDatabase } from './shapan.ts'

describeJourney('postgres', async () => ({ DATABASE_URL: await makeDatabase('shapan_cli_journey') }))
