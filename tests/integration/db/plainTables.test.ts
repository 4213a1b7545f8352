import { describePlainTables } from './plainTables.ts'

describePlainTables(8)
