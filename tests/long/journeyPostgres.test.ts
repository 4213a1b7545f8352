import { describeJourney } from '../integration/cli/journey.ts'
import { createServerDatabase } from '../integration/databases.ts'

describeJourney('postgres', async () => ({ DATABASE_URL: (await createServerDatabase('schema')).url }))
