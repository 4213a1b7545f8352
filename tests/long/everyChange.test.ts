import { describeEveryChange } from '../integration/recount/everyChange.ts'

// The embedded database is a fraction as fast and runs the same code.
describeEveryChange({ postgres: 1, pglite: 9 })
