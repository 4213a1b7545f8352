import { describeThingLaws } from '../unit/server/plans/thingLaws.ts'

describeThingLaws({ towns: 20, ruleSets: 50 })
