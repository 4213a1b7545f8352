import { describeRuleLaws } from './ruleLaws.ts'

describeRuleLaws({ kept: 25, ordered: 15, stopped: 5 })
