import { ShapanError } from '../base/errors.ts'
import type { ManyRejected, RejectReason } from '../contract/dataNotes.ts'
import { dataNoteText, plainFormat } from '../contract/noteText.ts'
import type { Rejects } from './rejects.ts'

/**
 * The one gate wherever rows are refused. A few bad rows are told and no more; above a share of the file they are a warning, and above
 * the largest one the file is not what it should be: nothing of it counts.
 */
export const warnedShare = 0.05
export const refusedShare = 0.5
const shownReasons = 3

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

/** A warning, or null where there is nothing to warn of. Throws `too-many-rejects`. */
export function judgeRejects(judged: Judged): ManyRejected | null {
  const { maxShare = refusedShare, name, path, otherwise } = judged
  const { rowsRead, rejects } = withoutOtherPeriods(judged)
  const share = rejects.count / Math.max(1, rowsRead)
  if (share <= Math.min(warnedShare, maxShare)) return null
  const warning = {
    code: 'many-rejected',
    name,
    rows: rowsRead,
    rejected: rejects.count,
    reasons: reasonsOf(rejects),
  } as const
  if (share <= maxShare) return warning
  const where = path === null ? '' : ` Each of them with its reason: ${path}.`
  const most = plainFormat.percent(maxShare)
  throw new ShapanError(
    'too-many-rejects',
    `${dataNoteText(warning, 'en', plainFormat)} More than ${most} is too many: ${otherwise}.${where} To have it all the same, --max-rejected allows more`,
    { rowsRead, rowsRejected: rejects.count, rejects: Object.fromEntries(rejects.countByCode) },
  )
}

/** Rows of another period than the one asked for are left out because they should be: they say nothing of the file. */
function withoutOtherPeriods({ rowsRead, rejects }: Judged): Pick<Judged, 'rowsRead' | 'rejects'> {
  const countByCode = new Map(rejects.countByCode)
  const others = countByCode.get('other-period') ?? 0
  countByCode.delete('other-period')
  const { count, firstByCode } = rejects
  return { rowsRead: rowsRead - others, rejects: { count: count - others, firstByCode, countByCode } }
}

/** The commonest reasons, with the first row of each. */
export function reasonsOf({ countByCode, firstByCode }: Judged['rejects']): RejectReason[] {
  const commonest = [...countByCode].sort(([, a], [, b]) => b - a).slice(0, shownReasons)
  return commonest.flatMap(([code, rows]) => {
    const example = firstByCode.get(code)
    if (!example) return []
    const { line, column, reason } = example
    return [{ code, rows, line, ...(column !== '' && { column }), reason }]
  })
}
