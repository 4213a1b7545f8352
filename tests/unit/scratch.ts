import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A directory that goes away after the tests of its file. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-unit-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}
