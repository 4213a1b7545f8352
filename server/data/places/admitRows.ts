import { ShapanError } from '../../base/errors.ts'
import type { ManyRejected } from '../../contract/dataNotes.ts'
import type { ImportKind } from '../../contract/placeKinds.ts'
import { judgeRejects } from '../rejectGate.ts'
import { openRejects, type Reject } from '../rejects.ts'

export interface ReadFile {
  readonly kind: ImportKind | 'owner' | 'assignment'
  readonly sourceName: string
  readonly rowsRead: number
  /** how many rows can be loaded */
  readonly loaded: number
  readonly refused: readonly Reject[]
}

export interface AdmittedRows {
  readonly rowsRejected: number
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  readonly warnings: readonly ManyRejected[]
}

/**
 * Writes what is refused of a file that is read whole, and judges whether the rest may count. Throws `too-many-rejects` or `nothing-to-load`,
 * after the refused rows are written.
 */
export async function admitRows(
  { kind, sourceName, rowsRead, loaded, refused }: ReadFile,
  { rejectsPath = null, maxRejectedShare }: { rejectsPath?: string | null; maxRejectedShare?: number | undefined },
): Promise<AdmittedRows> {
  const rejects = openRejects(rejectsPath)
  await rejects.add([...refused].sort((a, b) => a.line - b.line))
  await rejects.close()
  const manyRejected = judgeRejects({
    name: sourceName,
    rowsRead,
    rejects,
    path: rejectsPath,
    maxShare: maxRejectedShare,
    otherwise: 'the city keeps what it has of the kind',
  })
  if (loaded === 0)
    throw new ShapanError(
      'nothing-to-load',
      `${sourceName} has nothing of the kind ${kind} that can be loaded: the city keeps what it has`,
    )
  return {
    rowsRejected: rejects.count,
    rejects: { first: rejects.first, path: rejects.count > 0 ? rejectsPath : null },
    warnings: manyRejected ? [manyRejected] : [],
  }
}
