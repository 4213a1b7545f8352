import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { longFiles } from '../../setup/longestFirst.ts'

test('the files that are started first are there, each once', () => {
  const root = resolve(import.meta.dirname, '../../..')
  expect(longFiles.filter((file) => !existsSync(join(root, file)))).toEqual([])
  expect(new Set(longFiles).size).toBe(longFiles.length)
})
