import { createServerDatabase } from '../databases.ts'
import { describeJourney } from './journey.ts'

describeJourney('postgres', async () => ({ DATABASE_URL: (await createServerDatabase('schema')).url }))
