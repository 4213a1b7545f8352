import { describeCoarseTown } from '../unit/partition/divide/small/coarseTown.ts'

describeCoarseTown([2])
