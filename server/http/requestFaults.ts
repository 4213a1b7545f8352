import { problemOf } from '../base/errors.ts'
import type { Problem } from '../contract/common.ts'

/** What is wrong with one value of a request: where it stands, key by key, and what is expected there. */
export interface RequestFault {
  readonly keys: readonly string[]
  readonly message: string
}

/** As zod tells them: for a value that may be of several kinds, `errors` has what is wrong with it as each of them. */
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly errors?: unknown
}

/** What is wrong with a value that may be of several kinds, as the one it is nearest to: whose faults lie deepest, and are fewest. */
export function faultsOfNearest(fault: RequestFault, kinds: unknown): RequestFault[] {
  if (!Array.isArray(kinds) || kinds.length === 0) return [fault]
  const each = (kinds as Issue[][]).map((issues) =>
    issues.flatMap(({ path, message, errors }) =>
      faultsOfNearest({ keys: [...fault.keys, ...path.map(String)], message }, errors),
    ),
  )
  const depth = (faults: readonly RequestFault[]) => Math.max(...faults.map(({ keys }) => keys.length))
  return each.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]!
}

const shownFaults = 50
const shownLength = 200

/** A request that does not fit the contract, value by value. `place` is body, query, params or headers; `source` what it held. */
export function invalidRequest(place: string, source: unknown, faults: readonly RequestFault[]): Problem {
  const errors = faults.slice(0, shownFaults).map(({ keys, message }) => {
    const value = shown(valueAt(source, keys))
    return { path: [place, ...keys].join('.'), ...(value === undefined ? {} : { value }), message }
  })
  const first = errors[0]
  const detail = first ? `${first.path}: ${first.message}` : 'The request does not fit the contract'
  return problemOf(400, 'invalid-request', errors.length > 1 ? `${detail} (and ${errors.length - 1} more)` : detail, {
    errors,
  })
}

/** The body is no JSON at all. */
export function invalidJson(): Problem {
  return problemOf(400, 'invalid-json', "Body is not valid JSON but content-type is set to 'application/json'")
}

function valueAt(source: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    source,
  )
}

/** Short values are repeated as they are, long ones are cut: an answer never mirrors a large request. */
function shown(value: unknown): unknown {
  const text = JSON.stringify(value)
  if (text === undefined || text.length <= shownLength) return value
  return `${text.slice(0, shownLength)}…`
}
