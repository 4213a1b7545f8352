import type { DivisionName } from '../contract/divisions.ts'

/** Whose customers a result is of, for a city that has several divisions. */
export function divisionLine({ key, name, isOnly }: DivisionName): string[] {
  return isOnly ? [] : [`division: ${key}${name === key ? '' : `, ${name}`}`]
}
