import { z } from 'zod'
import { keptOwnGrid, leftAccount } from '../../contract/accounts.ts'
import { problem } from '../../contract/common.ts'
import { importWarning } from '../../contract/dataNotes.ts'
import { figureDefinition } from '../../contract/figures.ts'
import { keptCentre } from '../../contract/outlets.ts'
import { partitionCandidates } from '../../contract/partitionCandidates.ts'
import { partitionRequest } from '../../contract/partitionRequest.ts'
import { keptUnit } from '../../contract/places.ts'
import { planLink } from '../../contract/plans.ts'
import type { Violation } from '../../contract/verification.ts'
import { storedNote } from '../storedNotes.ts'

/** A warning of an import, or as version 0.1.0 stored it: a sentence, and beside it what the sentence says. */
const storedWarning = z.union([
  importWarning,
  z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }),
])

const documents = {
  'parameters of the plan': partitionRequest.nullable(),
  'warnings of the plan': z.array(storedNote),
  'links of the plan': z.array(planLink),
  'units of the plan': z.array(keptUnit),
  'centres of the plan': z.array(keptCentre).nullable(),
  'own grids of the plan': z.array(keptOwnGrid).nullable(),
  'left accounts of the plan': z.array(leftAccount).nullable(),
  'column_map of the snapshot': z.record(z.string(), z.string()),
  'warnings of the snapshot': z.array(storedWarning),
  'definition of a figure': figureDefinition,
  'parameters of a job': partitionRequest,
  'candidates of a job': partitionCandidates.nullable(),
  'problem of a job': problem.nullable(),
}
export type DocumentKind = keyof typeof documents

export interface StoredDocument {
  readonly kind: DocumentKind
  /** which row it stands in, for the message */
  readonly row: string
  readonly value: unknown
}

/** Stored JSON against the contract's schemas. */
export function checkDocuments(stored: readonly StoredDocument[]): Violation[] {
  return stored.flatMap(({ kind, row, value }): Violation[] => {
    const parsed = documents[kind].safeParse(value)
    if (parsed.success) return []
    const faults = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    return [{ code: 'bad-document', message: `the ${kind} (${row}) are not what is kept there: ${faults.join('; ')}` }]
  })
}
