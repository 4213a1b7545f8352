import { describePublishedMaps, publishedMaps } from '../integration/partition/publishedMaps.ts'

describePublishedMaps(publishedMaps)
