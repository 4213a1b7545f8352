/** The rules of a partition, in the order in which they are told. */
export const ruleNames = [
  'districts',
  'subdistricts',
  'mainGrids',
  'links',
  'keepWhole',
  'barriers',
  'pins',
  'apart',
  'classB',
  'outletCentres',
  'keyAccounts',
  'listedAccounts',
] as const
export type RuleName = (typeof ruleNames)[number]
