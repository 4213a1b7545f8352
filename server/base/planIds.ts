/** `taipei-3` is plan 3 of the city `taipei`; `undefined` where the text is no plan id. */
export function parsePlanId(planId: string): { cityCode: string; planNumber: number } | undefined {
  const match = /^([a-z][a-z0-9-]{0,39})-([1-9][0-9]{0,8})$/.exec(planId)
  return match ? { cityCode: match[1]!, planNumber: Number(match[2]) } : undefined
}

export function formatPlanId(cityCode: string, planNumber: number): string {
  return `${cityCode}-${planNumber}`
}
