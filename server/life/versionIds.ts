/** `taipei@7` is version 7 of the city `taipei`. */
export function formatVersionId(cityCode: string, number: number): string {
  return `${cityCode}@${number}`
}
