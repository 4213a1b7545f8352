import { describeOneLayout } from '../integration/db/oneLayout.ts'

describeOneLayout('the embedded database')
