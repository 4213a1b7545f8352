import { describeCellLaws } from './cellLaws.ts'

describeCellLaws(8)
