/**
 * Bytes of patches and assignments, as stored and sent.
 *
 *   assignment   Uint16 little-endian, one a cell
 *   patch        byte 0: magic 0xc5, byte 1: version 2, then varints: number of runs, and for each run
 *                  gap      start minus the end of the run before
 *                  length   minus 1
 *                  from     zigzag difference to the run before
 *                  to       the same
 *                then the number of records, and for each record
 *                  gap      number minus that of the record before
 *                  from, to UTF-16 units of its text (grid.ts), their number first; none for a grid that was not there
 * A brush stroke gives most runs 4–5 bytes. Each patch has one encoding, so equal patches are equal bytes.
 *
 * Version 1, which 0.1.0 wrote, is byte 0: 1, and then the runs alone; it is read, and not written any more.
 */
import { PlanError } from './error.ts'
import { type Grid, type GridChange, gridText, parseGridText, sameGrid } from './grid.ts'
import { appendRun, checkPatch, type Patch, type PatchRun } from './patch.ts'
import { VarintReader, writeVarint } from './varint.ts'

const magic = 0xc5
const version = 2
const leastRunBytes = 4
const leastRecordBytes = 3

/** Throws PlanError 'bad-patch' for runs or records that are out of order, overlap or change nothing. */
export function encodePatch(patch: Patch): Uint8Array {
  checkPatch(patch, 0xffffffff)
  const runs: PatchRun[] = []
  for (const { start, length, from, to } of patch.runs) appendRun(runs, start, length, from, to)
  const bytes = [magic, version]
  writeVarint(bytes, runs.length)
  let previous: PatchRun = { start: 0, length: 0, from: 0, to: 0 }
  for (const run of runs) {
    writeVarint(bytes, run.start - previous.start - previous.length)
    writeVarint(bytes, run.length - 1)
    writeVarint(bytes, zigzag(run.from - previous.from))
    writeVarint(bytes, zigzag(run.to - previous.to))
    previous = run
  }
  writeRecords(bytes, patch.grids)
  return Uint8Array.from(bytes)
}

function writeRecords(bytes: number[], grids: readonly GridChange[]): void {
  writeVarint(bytes, grids.length)
  let last = 0
  for (const { number, from, to } of grids) {
    const isOwn = (grid: Grid | null) => grid === null || grid.number === number
    if (number <= last || !isOwn(from) || !isOwn(to) || sameGrid(from, to))
      throw new PlanError('bad-patch', `the record of grid ${number} must change, and follow that of grid ${last}`)
    writeVarint(bytes, number - last)
    last = number
    for (const grid of [from, to]) {
      const text = grid ? gridText(grid) : ''
      writeVarint(bytes, text.length)
      for (let i = 0; i < text.length; i++) writeVarint(bytes, text.charCodeAt(i))
    }
  }
}

/** Throws PlanError 'malformed-bytes', naming the byte, for anything `encodePatch` cannot have written. */
export function decodePatch(bytes: Uint8Array): Patch {
  const isFirst = bytes[0] === 1
  if (!isFirst && (bytes[0] !== magic || bytes[1] !== version)) {
    const start = [...bytes.slice(0, 2)].join(' ')
    const message = `patch bytes begin with ${start === '' ? 'nothing' : start}, ${magic} ${version} or version 1 expected`
    throw new PlanError('malformed-bytes', message)
  }
  const reader = new VarintReader(bytes, isFirst ? 1 : 2)
  const patch = { runs: readRuns(reader), grids: isFirst ? [] : readRecords(reader) }
  if (reader.remaining > 0) throw reader.fault(`${reader.remaining} bytes too many`)
  return patch
}

function readRuns(reader: VarintReader): PatchRun[] {
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
  return runs
}

function readRecords(reader: VarintReader): GridChange[] {
  const count = reader.next('number of records')
  if (count * leastRecordBytes > reader.remaining) throw reader.fault(`${count} records do not fit`)
  const grids: GridChange[] = []
  let number = 0
  for (let i = 0; i < count; i++) {
    const gap = reader.next('gap of a record')
    number += gap
    const [from, to] = [readRecord(reader), readRecord(reader)]
    const isOwn = [from, to].every((grid) => grid === null || grid.number === number)
    if (gap === 0 || !isOwn || sameGrid(from, to)) throw reader.fault(`record ${i} of grid ${number} is out of range`)
    grids.push({ number, from, to })
  }
  return grids
}

function readRecord(reader: VarintReader): Grid | null {
  const length = reader.next('length of a record')
  if (length === 0) return null
  if (length > reader.remaining) throw reader.fault(`a record of ${length} letters does not fit`)
  let text = ''
  for (let i = 0; i < length; i++) {
    const unit = reader.next('letter of a record')
    if (unit > 0xffff) throw reader.fault(`${unit} is no letter`)
    text += String.fromCharCode(unit)
  }
  const grid = parseGridText(text)
  if (!grid) throw reader.fault(`"${text.slice(0, 40)}" is no record of a grid`)
  return grid
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
