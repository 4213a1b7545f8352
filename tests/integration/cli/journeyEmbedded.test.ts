import { makeEmbeddedData } from './embeddedData.ts'
import { describeJourney } from './journey.ts'

// The candidates are made on PostgreSQL, and on the embedded database with the long tests.
describeJourney('embedded', makeEmbeddedData, { withCandidates: false })
