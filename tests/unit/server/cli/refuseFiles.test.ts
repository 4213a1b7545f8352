import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refuseFiles } from '../../../../server/cli/refuseFiles.ts'
import { scratchDirectory } from '../../scratch.ts'

const root = scratchDirectory()
const at = (name: string) => join(root, name)
mkdirSync(at('data/pglite/base'), { recursive: true })
mkdirSync(at('data/demo-city'))
writeFileSync(at('data/shapan.lock.sqlite'), '')
mkdirSync(at('shared/pglite'), { recursive: true })
writeFileSync(at('shared/notes.txt'), 'mine')
mkdirSync(at('empty'))
symlinkSync('data/pglite', at('alias'))
symlinkSync('data/pglite/base/1', at('link.csv'))

const env = (name: string) => ({ SHAPAN_DATA_DIR: at(name) })
const write =
  (path: string, name = 'data') =>
  () =>
    refuseFiles([], [{ name: '--out', path }], env(name))
const read =
  (path: string, name = 'data') =>
  () =>
    refuseFiles([{ name: 'the file', path }], [], env(name))
const refusal = expect.objectContaining({
  code: 'invalid-request',
  message: expect.stringContaining('in the data directory'),
})

describe('files in the data directory', () => {
  test.each([
    'data/x.html',
    'data/pglite/x.html',
    'data/pglite/none/x.html',
    'data/demo-city/x.csv',
    'data/../data/x.html',
    'alias/x.html',
    'link.csv',
  ])('are not written: %s', (path) => {
    expect(write(`${root}/${path}`)).toThrow(refusal)
  })

  test('are not read where only the database may open them', () => {
    expect(read(at('data/pglite/base/1'))).toThrow(refusal)
    expect(read(at('data/shapan.lock.sqlite'))).toThrow(refusal)
    expect(read(at('link.csv'))).toThrow(refusal)
  })

  test('may be written beside it, and the demo city may be read', () => {
    expect(write(at('x.html'))).not.toThrow()
    expect(write(at('data.html'))).not.toThrow()
    expect(write('/dev/null')).not.toThrow()
    expect(read(at('data/demo-city/customers.csv'))).not.toThrow()
    expect(read('-')).not.toThrow()
  })

  test('where other things stand in it too, only our own are out of bounds', () => {
    expect(write(at('shared/x.html'), 'shared')).not.toThrow()
    expect(write(at('shared/pglite/x.html'), 'shared')).toThrow(refusal)
    expect(write(at('empty/x.html'), 'empty')).not.toThrow()
    expect(write(at('empty/pglite/x.html'), 'empty')).toThrow(refusal)
  })
})
