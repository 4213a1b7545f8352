import { describeCellLaws } from '../unit/partition/rules/cellLaws.ts'

describeCellLaws(100)
