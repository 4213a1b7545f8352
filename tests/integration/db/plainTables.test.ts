import { describePlainTables } from './plainTables.ts'

// The embedded database is carried over in tests/long/plainTables.test.ts, and from each released version in ../stored.
describePlainTables(8, 'PostgreSQL')
