import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ownEnvironment, program } from './shapan.ts'

const directory = mkdtempSync(join(tmpdir(), 'shapan-streams-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const file = join(directory, 'in.csv')
const bytes = 'id,lon,lat\nprecious,121,31\n'

function run(args: readonly string[], redirected: 'in' | 'out') {
  writeFileSync(file, bytes)
  const descriptor = openSync(file, redirected === 'in' ? 'r' : 'a')
  try {
    const stdio = redirected === 'in' ? [descriptor, 'pipe', 'pipe'] : ['ignore', descriptor, 'pipe']
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: directory,
      stdio: stdio as ('pipe' | 'ignore' | number)[],
      encoding: 'utf8',
      env: ownEnvironment(),
    })
    return { status, stderr }
  } finally {
    closeSync(descriptor)
  }
}

test.each([
  ['import h - --crs wgs84 --rejects in.csv'],
  ['import h /dev/stdin --crs wgs84 --rejects ./in.csv'],
  ['assign h-1 --in - --out in.csv'],
  ['assign h-1 --in /dev/stdin --out o.csv --rejects in.csv'],
])('shapan %s < in.csv is refused', (line) => {
  expect(run(line.split(' '), 'in')).toMatchObject({ status: 2, stderr: expect.stringMatching(/would overwrite/) })
  expect(readFileSync(file, 'utf8')).toBe(bytes)
})

test('an output that is the file its own summary goes to is refused', () => {
  for (const out of ['in.csv', '/dev/stdout']) {
    const { status, stderr } = run(['export', 'h-1', '--format', 'csv', '--out', out], 'out')
    expect(stderr).toMatch(/--out would overwrite what this command prints/)
    expect(status).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe(bytes)
  }
})

test('names that a command makes itself are held against the input too', () => {
  writeFileSync(file, bytes)
  rmSync(join(directory, 'link.csv.rejects.csv'), { force: true })
  symlinkSync('in.csv', join(directory, 'in.csv.rejects.csv'))
  symlinkSync('in.csv', join(directory, 'o.csv.rejects.csv'))
  for (const line of ['import h in.csv --crs wgs84', 'assign h-1 --in in.csv --out o.csv']) {
    expect(run(line.split(' '), 'in')).toMatchObject({ status: 2, stderr: expect.stringMatching(/would overwrite/) })
    expect(readFileSync(file, 'utf8')).toBe(bytes)
  }
})

test('solve refuses to write over the positions that its rules name', () => {
  writeFileSync(join(directory, 'path.graph'), '2 1\n2\n1\n')
  writeFileSync(join(directory, 'positions.xy'), '0 0\n1 1\n')
  writeFileSync(join(directory, 'rules.json'), '{ "objective": "dispersion", "positions": "positions.xy" }')
  symlinkSync('positions.xy', join(directory, 'alias.xy'))
  const line = 'solve path.graph --parts 2 --tolerance 5% --rules rules.json --out alias.xy'
  expect(run(line.split(' '), 'in')).toMatchObject({ status: 2, stderr: expect.stringMatching(/the positions/) })
  expect(readFileSync(join(directory, 'positions.xy'), 'utf8')).toBe('0 0\n1 1\n')
})
