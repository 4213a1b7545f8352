import { describeThingLaws } from './thingLaws.ts'

// tests/long/thingLaws.test.ts takes ten times as many.
describeThingLaws({ towns: 2, ruleSets: 16 })
