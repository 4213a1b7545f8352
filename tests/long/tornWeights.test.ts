import { describeTornWeights } from '../unit/partition/divide/tornWeights.ts'

describeTornWeights([
  { name: 's20k', seed: 2 },
  { name: 'ri20k', seed: 7 },
])
