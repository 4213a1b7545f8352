import { parse } from 'node:querystring'

/**
 * A query as an object; a key that is repeated holds a list. A key without a value is left out, as if it had not been sent:
 * taken for a number it would be 0, and `?lon=&lat=` a place in the Gulf of Guinea.
 */
export function parseQueryString(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null)
  for (const [key, value] of Object.entries(parse(text))) {
    if (value !== undefined && value !== '') query[key] = value
  }
  return query
}
