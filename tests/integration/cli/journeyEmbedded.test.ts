import { makeEmbeddedData } from './embeddedData.ts'
import { describeJourney } from './journey.ts'

// The whole way is gone on PostgreSQL, and on the embedded database with the long tests.
describeJourney('embedded', makeEmbeddedData, { isWhole: false })
