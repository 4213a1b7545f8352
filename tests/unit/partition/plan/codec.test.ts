import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAssignment, decodePatch, encodeAssignment, encodePatch } from '../../../../partition/plan/codec.ts'
import { PlanError } from '../../../../partition/plan/error.ts'
import { appendRun, type Patch, type PatchRun } from '../../../../partition/plan/patch.ts'

const number = fc.integer({ min: 0, max: 65535 })
const step = fc.record({
  gap: fc.oneof(fc.nat(3), fc.nat(40_000_000)),
  length: fc.integer({ min: 1, max: 100_000 }),
  from: fc.oneof(fc.nat(2), number),
  to: fc.oneof(fc.nat(2), number),
})
const anyPatch: fc.Arbitrary<Patch> = fc.array(step, { maxLength: 40 }).map((steps) => {
  const runs: PatchRun[] = []
  let start = 0
  for (const { gap, length, from, to } of steps) {
    start += gap
    if (from !== to) appendRun(runs, start, length, from, to)
    start += length
  }
  return { runs, grids: [] }
})

/** Any bytes either make a patch that encodes to the same bytes, or throw PlanError 'malformed-bytes'. */
function expectSound(bytes: Uint8Array): void {
  let patch: Patch
  try {
    patch = decodePatch(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError)
    expect((error as PlanError).code).toBe('malformed-bytes')
    return
  }
  // Version 1 is the same runs under another head, and no records.
  const [version, ...runs] = bytes
  expect(encodePatch(patch)).toEqual(version === 1 ? Uint8Array.of(0xc5, 2, ...runs, 0) : bytes)
}

describe('patch codec', () => {
  it('gives the patch back', () => {
    fc.assert(
      fc.property(anyPatch, (patch) => {
        expect(decodePatch(encodePatch(patch))).toEqual(patch)
      }),
    )
  })

  it('takes four or five bytes for a run of a brush stroke', () => {
    const runs = Array.from({ length: 100 }, (_, i) => ({ start: 5000 + 90 * i, length: 7, from: 12, to: 13 }))
    expect(encodePatch({ runs, grids: [] }).length).toBeLessThan(450)
  })

  it('merges runs that continue each other, so that equal changes are equal bytes', () => {
    const apart = [
      { start: 1, length: 1, from: 1, to: 2 },
      { start: 2, length: 1, from: 1, to: 2 },
    ]
    expect(encodePatch({ runs: apart, grids: [] })).toEqual(
      encodePatch({ runs: [{ start: 1, length: 2, from: 1, to: 2 }], grids: [] }),
    )
  })

  it('throws a named error for any other bytes, and never accepts a second spelling', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 30 }), expectSound), { numRuns: 2000 })
    const first = fc.array(fc.nat(9), { maxLength: 12 }).map((rest) => Uint8Array.of(1, ...rest))
    fc.assert(fc.property(first, expectSound), { numRuns: 2000 })
    const versioned = fc.array(fc.nat(130), { maxLength: 30 }).map((rest) => Uint8Array.of(0xc5, 2, ...rest))
    fc.assert(fc.property(versioned, expectSound), { numRuns: 5000 })
  })

  it('survives bytes flipped, cut off or added to', () => {
    const damage = fc.record({
      at: fc.nat(),
      value: fc.nat(255),
      cut: fc.nat(3),
      extra: fc.uint8Array({ maxLength: 2 }),
    })
    fc.assert(
      fc.property(anyPatch, damage, (patch, { at, value, cut, extra }) => {
        const bytes = encodePatch(patch)
        bytes[at % bytes.length] = value
        expectSound(Uint8Array.of(...bytes.slice(0, Math.max(0, bytes.length - cut)), ...extra))
      }),
      { numRuns: 2000 },
    )
  })

  const malformed: [string, number[], string][] = [
    ['no bytes', [], 'begin with nothing'],
    ['another version', [0xc5, 3, 0], 'begin with 197 3'],
    ['no magic byte', [2, 0], 'begin with 2 0'],
    ['more runs than bytes', [1, 255, 255, 255, 255, 15], 'do not fit'],
    ['a number that never ends', [1, 255, 255, 255, 255, 255, 255], 'above 32 bits'],
    ['an end inside a number', [1, 1, 0, 0, 4, 255], 'end early'],
    ['a run that changes nothing', [1, 1, 0, 0, 2, 2], 'out of range'],
    ['a negative grid', [1, 1, 0, 0, 1, 2], 'out of range'],
    ['bytes after the end', [1, 0, 0], '1 bytes too many'],
    ['two runs that are one', [1, 2, 0, 0, 2, 4, 0, 0, 0, 0], 'continues the one before'],
    ['a padded number', [1, 128, 0], 'padded'],
  ]
  it.each(malformed)('names the fault: %s', (_, bytes, message) => {
    expect(() => decodePatch(Uint8Array.from(bytes))).toThrow(message)
  })

  it('throws for a patch with broken runs', () => {
    expect(() => encodePatch({ runs: [{ start: -1, length: 1, from: 1, to: 2 }], grids: [] })).toThrow('run [-1, +1)')
  })
})

describe('assignment codec', () => {
  it('gives the assignment back, in memory of its own', () => {
    fc.assert(
      fc.property(fc.uint16Array({ maxLength: 50 }), (assignment) => {
        const bytes = encodeAssignment(assignment)
        const decoded = decodeAssignment(bytes, assignment.length)
        expect(decoded).toEqual(assignment)
        bytes.fill(7)
        expect(decoded).toEqual(assignment)
      }),
    )
  })

  it('is little-endian', () => {
    expect([...encodeAssignment(Uint16Array.of(1, 0x1234))]).toEqual([1, 0, 0x34, 0x12])
  })

  it('reads bytes at an odd place, as a database driver hands them out', () => {
    const pool = Buffer.from([9, 1, 0, 2, 0])
    expect([...decodeAssignment(pool.subarray(1), 2)]).toEqual([1, 2])
  })

  it('writes only the part of the buffer the assignment covers', () => {
    expect([...encodeAssignment(Uint16Array.of(1, 2, 3).subarray(1, 2))]).toEqual([2, 0])
  })

  it('throws for another number of cells', () => {
    expect(() => decodeAssignment(new Uint8Array(5), 2)).toThrow('assignment of 5 bytes, 4 expected for 2 cells')
  })
})
