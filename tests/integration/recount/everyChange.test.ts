import { describeEveryChange } from './everyChange.ts'

// tests/long/everyChange.test.ts tries all. Here a column that nothing looks at still shows: each has three changes and more.
// The embedded database runs the same code, and shows that its rows are recounted at all.
describeEveryChange({ postgres: 3, pglite: 81 })
