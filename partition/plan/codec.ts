/**
 * Bytes of patches and assignments, as stored and sent.
 *
 *   assignment   Uint16 little-endian, one a cell
 *   patch        byte 0: version 1, then varints: number of runs, and for each run
 *                  gap      start minus the end of the run before
 *                  length   minus 1
 *                  from     zigzag difference to the run before
 *                  to       the same
 * A brush stroke gives most runs 4–5 bytes. Each patch has one encoding, so equal patches are equal bytes.
 */
import { PlanError } from './error.ts'
import { appendRun, checkPatch, type Patch, type PatchRun } from './patch.ts'
import { VarintReader, writeVarint } from './varint.ts'

const version = 1
const leastRunBytes = 4

/** Throws PlanError 'bad-patch' for runs that are out of order, overlap or change nothing. */
export function encodePatch(patch: Patch): Uint8Array {
  checkPatch(patch, 0xffffffff)
  const runs: PatchRun[] = []
  for (const { start, length, from, to } of patch.runs) appendRun(runs, start, length, from, to)
  const bytes = [version]
  writeVarint(bytes, runs.length)
  let previous: PatchRun = { start: 0, length: 0, from: 0, to: 0 }
  for (const run of runs) {
    writeVarint(bytes, run.start - previous.start - previous.length)
    writeVarint(bytes, run.length - 1)
    writeVarint(bytes, zigzag(run.from - previous.from))
    writeVarint(bytes, zigzag(run.to - previous.to))
    previous = run
  }
  return Uint8Array.from(bytes)
}

/** Throws PlanError 'malformed-bytes', naming the byte, for anything `encodePatch` cannot have written. */
export function decodePatch(bytes: Uint8Array): Patch {
  if (bytes[0] !== version)
    throw new PlanError(
      'malformed-bytes',
      `patch bytes begin with ${bytes[0] ?? 'nothing'}, version ${version} expected`,
    )
  const reader = new VarintReader(bytes, 1)
  const count = reader.next('number of runs')
  if (count * leastRunBytes > reader.remaining) throw reader.fault(`${count} runs do not fit`)
  const runs: PatchRun[] = []
  let end = 0
  let from = 0
  let to = 0
  for (let i = 0; i < count; i++) {
    const start = end + reader.next('gap')
    const length = reader.next('length') + 1
    from += unzigzag(reader.next('from'))
    to += unzigzag(reader.next('to'))
    end = start + length
    if (end > 0xffffffff || from < 0 || from > 65535 || to < 0 || to > 65535 || from === to)
      throw reader.fault(`run ${i} [${start}, +${length}) from ${from} to ${to} is out of range`)
    appendRun(runs, start, length, from, to)
    if (runs.length !== i + 1) throw reader.fault(`run ${i} continues the one before`)
  }
  if (reader.remaining > 0) throw reader.fault(`${reader.remaining} bytes too many`)
  return { runs }
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Two bytes a cell, little-endian, in memory of its own. */
export function encodeAssignment(assignment: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(new Uint8Array(assignment.buffer, assignment.byteOffset, assignment.byteLength))
  if (!isLittleEndian) swapBytePairs(bytes)
  return bytes
}

/** The assignment of `cellCount` cells, in memory of its own. Throws PlanError 'malformed-bytes' for another length. */
export function decodeAssignment(bytes: Uint8Array, cellCount: number): Uint16Array {
  if (bytes.length !== cellCount * 2)
    throw new PlanError(
      'malformed-bytes',
      `assignment of ${bytes.length} bytes, ${cellCount * 2} expected for ${cellCount} cells`,
    )
  const copy = new Uint8Array(bytes)
  if (!isLittleEndian) swapBytePairs(copy)
  return new Uint16Array(copy.buffer)
}

function swapBytePairs(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 2) bytes.set([bytes[i + 1]!, bytes[i]!], i)
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2
}
