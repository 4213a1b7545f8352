import { describeEveryChange } from '../integration/recount/everyChange.ts'
import { everyNth } from '../integration/recount/mutations.ts'

// The embedded database is a fraction as fast and runs the same code.
describeEveryChange({ postgres: (all) => all, pglite: (all) => everyNth(all, 9) })
