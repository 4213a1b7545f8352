import { describeThingLaws } from './thingLaws.ts'

describeThingLaws({ towns: 3, ruleSets: 20 })
