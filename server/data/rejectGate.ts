import { ShapanError } from '../base/errors.ts'
import type { Rejects } from './rejects.ts'

/**
 * The one gate wherever rows are refused. A few bad rows are told and no more; above a share of the file they are a warning, and above
 * the largest one the file is not what it should be: nothing of it counts.
 */
export const warnedShare = 0.05
export const refusedShare = 0.5

export interface Judged {
  /** how messages call the file */
  readonly name: string
  readonly rowsRead: number
  readonly rejects: Pick<Rejects, 'count' | 'firstByCode' | 'countByCode'>
  /** where the refused rows stand; null: nowhere */
  readonly path: string | null
  /** default 0.5 */
  readonly maxShare?: number | undefined
  /** what holds when the file is refused, such as "The city keeps its previous data" */
  readonly otherwise: string
}

/** What to do about rows refused for this reason, where most of a file is. */
const adviceOf: Readonly<Record<string, string>> = {
  'duplicate-id':
    'where one customer may have several rows, --duplicates sum adds them up and --duplicates keep loads each; --map id= reads no ids',
  'bad-encoding': 'say its encoding with --encoding',
  'swapped-lon-lat': 'say which column is which with --map lon=…,lat=…',
  'field-count': 'say what divides its columns with --separator',
}

/** A warning, or null where there is nothing to warn of. Throws `too-many-rejects`. */
export function judgeRejects(judged: Judged): string | null {
  const { rowsRead, rejects, maxShare = refusedShare, name, path, otherwise } = judged
  const share = rejects.count / Math.max(1, rowsRead)
  if (share <= Math.min(warnedShare, maxShare)) return null
  const message = `${rejects.count} of ${rowsRead} rows (${percent(share)}) of ${name} were rejected: ${describeRejects(rejects)}`
  if (share <= maxShare) return message
  const where = path === null ? '' : ` Each of them with its reason: ${path}.`
  throw new ShapanError(
    'too-many-rejects',
    `${message}. More than ${percent(maxShare)} is too many: ${otherwise}.${where} To have it all the same, --max-rejected allows more`,
    { rowsRead, rowsRejected: rejects.count, rejects: Object.fromEntries(rejects.countByCode) },
  )
}

/** The commonest reasons with an example each, and what can be done. */
export function describeRejects({ countByCode, firstByCode }: Judged['rejects']): string {
  const reasons = [...countByCode].sort(([, a], [, b]) => b - a).slice(0, 3)
  const texts = reasons.map(([code, count]) => {
    const example = firstByCode.get(code)
    const place = example
      ? ` (line ${example.line}${example.column ? `, ${example.column}` : ''}: ${example.reason})`
      : ''
    return `${count} for ${code}${place}`
  })
  const advice = adviceOf[reasons[0]?.[0] ?? '']
  return `${texts.join('; ')}${advice ? `; ${advice}` : ''}`
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
