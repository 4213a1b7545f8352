import { describeRuleLaws } from '../unit/partition/rules/ruleLaws.ts'

describeRuleLaws({ kept: 1000, ordered: 300, stopped: 100 })
