import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { Rules } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import type { Encoding } from '../files/textEncoding.ts'
import { readJson } from '../files/textFile.ts'
import { readPositionFile } from './vertexFile.ts'

/** Longer than this and a list is more likely a mistake than a rule. */
const most = { pairs: 1_000_000, units: 200_000, vertices: 5_000_000, parts: 65_535 }

const vertex = z.int().min(0)
const part = z.int().min(0).max(65534)
const pairs = z.array(z.tuple([vertex, vertex])).max(most.pairs)
const positive = z.number().positive()

/** The rules of `shapan solve --rules`: vertices are counted from 0, as the lines of the part file are. */
const rulesFile = z.strictObject({
  barriers: pairs.optional(),
  links: pairs.optional(),
  units: z.array(z.array(vertex).min(1).max(most.vertices)).max(most.units).optional(),
  districts: z
    .strictObject({ of: z.array(z.int().min(-1)).max(most.vertices), rule: z.enum(['avoid', 'never']) })
    .optional(),
  pins: z
    .array(z.tuple([vertex, part]))
    .max(most.pairs)
    .optional(),
  apart: pairs.optional(),
  seeds: z.array(vertex).max(most.parts).optional(),
  /** parts of the current plan that stay as they are */
  locked: z.array(part).max(most.parts).optional(),
  /** one a part: its target in proportion to the others' */
  targets: z.array(positive).max(most.parts).optional(),
  /** one a vertex: what a part there aims at, as a share of the usual target */
  factors: z.array(positive).max(most.vertices).optional(),
  /** one a weight */
  composite: z.array(z.number().min(0)).max(64).optional(),
  objective: z.enum(['border', 'dispersion']).optional(),
  /** a file of two coordinates a line, found from the rules file's directory */
  positions: z.string().min(1).optional(),
})

/** What a rules file says; `locked` still lacks the plan whose parts it names. */
export interface FileRules {
  readonly rules: Rules
  readonly locked: readonly number[] | undefined
  /** the file of positions that was read, where one is named */
  readonly positionsPath: string | undefined
}

/** Reads a rules file. Throws as `readJson` does, and `invalid-request` naming what is no rule. */
export async function readRules(path: string, vertexCount: number, encoding: Encoding | undefined): Promise<FileRules> {
  const value = await readJson(path, { expected: 'json', encoding, errorCode: 'unreadable-file' })
  const parsed = rulesFile.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const others = parsed.error.issues.length > 1 ? `, and ${parsed.error.issues.length - 1} more` : ''
    const place = issue?.path.length ? ` ${issue.path.join('.')}:` : ''
    throw new ShapanError('invalid-request', `${path} has no rules to go by:${place} ${issue?.message}${others}`)
  }
  const { locked, targets, factors, positions, districts, ...others } = parsed.data
  const positionsPath = positions === undefined ? undefined : resolve(dirname(path), positions)
  const rules: Rules = {
    ...(others as Rules),
    ...(districts && { districts: { of: Int32Array.from(districts.of), rule: districts.rule } }),
    ...((targets || factors) && {
      targets: { ...(targets && { parts: targets }), ...(factors && { factorOf: Float64Array.from(factors) }) },
    }),
    ...(positionsPath !== undefined && { positions: await readPositionFile(positionsPath, vertexCount) }),
  }
  return { rules, locked, positionsPath }
}
