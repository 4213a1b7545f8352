import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { followLinks, refuseSharedFiles } from '../../../../server/files/sameFile.ts'

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'shapan-same-')))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const at = (name: string) => join(directory, name)
mkdirSync(at('real'))
writeFileSync(at('real/in.csv'), 'data')
symlinkSync('real', at('alias'))
symlinkSync('real/in.csv', at('link.csv'))
symlinkSync('link.csv', at('link2.csv'))
symlinkSync('real/new.csv', at('dangling.csv'))
symlinkSync('/no/such/place/x.csv', at('lost.csv'))
symlinkSync('loop.csv', at('loop.csv'))
linkSync(at('real/in.csv'), at('hard.csv'))

const refuse = (input: string, output: string) => () =>
  refuseSharedFiles([{ name: 'the file', path: input }], [{ name: '--out', path: output }])
const refuseTwo = (a: string, b: string) => () =>
  refuseSharedFiles(
    [],
    [
      { name: '--out', path: a },
      { name: '--csv', path: b },
    ],
  )

test.each([
  ['the same path', 'real/in.csv'],
  ['a detour', 'real/../real/./in.csv'],
  ['a directory that is a link', 'alias/in.csv'],
  ['a step up from where a link leads', 'alias/../real/in.csv'],
  ['a symbolic link', 'link.csv'],
  ['a link to a link', 'link2.csv'],
  ['a hard link', 'hard.csv'],
])('an output that is the input by %s is refused', (_, path) => {
  const message = '--out would overwrite the file'
  expect(refuse(at('real/in.csv'), `${directory}/${path}`)).toThrow(message)
  expect(refuse(at('link.csv'), `${directory}/${path}`)).toThrow(message)
  expect(refuse(at('real/in.csv'), relative(process.cwd(), `${directory}/${path}`))).toThrow(message)
})

test('an output that is an open file by its number is refused', () => {
  const file = openSync(at('real/in.csv'), 'r')
  try {
    expect(refuse(`/dev/fd/${file}`, at('real/in.csv'))).toThrow('--out would overwrite')
    expect(refuse(at('real/in.csv'), `/proc/self/fd/${file}`)).toThrow('--out would overwrite')
  } finally {
    closeSync(file)
  }
})

test.each([
  ['by path', 'real/new.csv', 'real/../real/new.csv'],
  ['by a directory that is a link', 'real/new.csv', 'alias/new.csv'],
  ['by a link that leads nowhere yet', 'real/new.csv', 'dangling.csv'],
  ['but for case, which many disks do not tell apart', 'real/New.CSV', 'alias/new.csv'],
  ['but for how an accent is written', 'real/caf\u00e9.csv', 'real/cafe\u0301.csv'],
  ['in a directory that is not there', 'none/x.csv', 'none/x.csv'],
])('two outputs that are not there yet are the same %s', (_, a, b) => {
  expect(refuseTwo(`${directory}/${a}`, `${directory}/${b}`)).toThrow('--csv would overwrite --out')
})

test('different files, devices, and links that lead nowhere or in a circle are taken', () => {
  expect(refuseTwo(at('a.csv'), at('b.csv'))).not.toThrow()
  expect(refuse(at('real/in.csv'), at('real/in.csv.rejects.csv'))).not.toThrow()
  expect(refuseTwo('/dev/null', '/dev/null')).not.toThrow()
  expect(refuse('-', at('b.csv'))).not.toThrow()
  expect(refuseTwo(at('lost.csv'), at('loop.csv'))).not.toThrow()
})

test('links are followed as the system does, without tidying the path', () => {
  expect(realpathSync(followLinks(at('link2.csv')))).toBe(at('real/in.csv'))
  expect(followLinks(at('none.csv'))).toBe(at('none.csv'))
  expect(followLinks(`${directory}/alias/../x`)).toBe(`${directory}/alias/../x`)
})
