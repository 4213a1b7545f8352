import { describeEveryChange } from './everyChange.ts'
import { everyNth, oneOfEach } from './mutations.ts'

// tests/long/everyChange.test.ts tries all. Here a column that nothing looks at still shows: each has three changes and more, and of every
// third one of each column is tried. The embedded database runs the same code, and shows that its rows are recounted at all.
describeEveryChange({
  postgres: (all) => oneOfEach(everyNth(all, 3)),
  pglite: (all) => everyNth(oneOfEach(all), 20),
})
