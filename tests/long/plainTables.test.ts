import { describePlainTables } from '../integration/db/plainTables.ts'

describePlainTables(45)
