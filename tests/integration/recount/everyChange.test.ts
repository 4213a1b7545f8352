import { describeEveryChange } from './everyChange.ts'
import { everyNth, oneOfEach } from './mutations.ts'

// tests/long/everyChange.test.ts tries all. The embedded database runs the same code, and shows that its rows are recounted at all.
describeEveryChange({ postgres: oneOfEach, pglite: (all) => everyNth(oneOfEach(all), 20) })
