import { describeOneLayout } from './oneLayout.ts'

// The embedded database, which starts anew after each of its kills, is carried over in tests/long/oneLayout.test.ts.
describeOneLayout('PostgreSQL')
