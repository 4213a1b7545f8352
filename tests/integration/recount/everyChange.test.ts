import { describeEveryChange } from './everyChange.ts'

// tests/long/everyChange.test.ts tries all. Here a column that nothing looks at still shows: each has three changes and more.
describeEveryChange({ postgres: 3, pglite: 27 })
