import { makeEmbeddedData } from '../integration/cli/embeddedData.ts'
import { describeJourney } from '../integration/cli/journey.ts'

describeJourney('embedded', makeEmbeddedData)
