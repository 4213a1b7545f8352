import { describePlainTables } from '../integration/db/plainTables.ts'

describePlainTables(45, 'PostgreSQL', 'the embedded database')
