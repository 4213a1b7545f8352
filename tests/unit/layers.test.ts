import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Layer of a source file, and what each layer may import: other layers, and (where listed) packages. */
const arrows: Record<string, { layers: string[]; packages?: string[] }> = {
  partition: { layers: ['partition'], packages: ['h3-js'] },
  'server/contract': { layers: ['server/contract', 'partition'], packages: ['zod'] },
  server: { layers: ['server', 'server/contract', 'partition', 'fixtures'] },
  web: { layers: ['web', 'server/contract', 'partition'] },
  fixtures: { layers: ['fixtures', 'partition'] },
}

function layerOf(path: string): string {
  if (path.startsWith('server/contract/')) return 'server/contract'
  return path.split('/')[0] ?? ''
}

function importsOf(source: string): string[] {
  const statements =
    /(?:^|\n)(?:import|export)\b(?:[\w\s{},*$]*?\bfrom)?\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]|\bnew URL\(\s*['"]([^'"\n]+\.ts)['"]/g
  return [...source.matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function complaint(file: string, specifier: string): string | undefined {
  const rule = arrows[layerOf(file)]
  if (!rule) return undefined
  if (!specifier.startsWith('.')) {
    const isAllowed =
      !rule.packages || rule.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    return isAllowed ? undefined : `${file} imports ${specifier}`
  }
  const target = relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/')
  if (target === 'package.json') return undefined
  const layer = layerOf(target)
  if (!rule.layers.includes(layer)) return `${file} imports ${target}`
  const isThroughTheDoor = layer !== 'partition' || layerOf(file) === 'partition' || target === 'partition/index.ts'
  return isThroughTheDoor ? undefined : `${file} imports ${target} instead of partition/index.ts`
}

test('every import follows the arrows web → contract → partition, server → contract and partition', () => {
  const files = globSync(
    Object.keys(arrows).map((layer) => `${layer}/**/*.{ts,tsx}`),
    {
      cwd: root,
      exclude: ['**/node_modules/**', 'web/dist/**', 'web/vite.config.ts'],
    },
  ).map((file) => file.replaceAll('\\', '/'))
  expect(files.length).toBeGreaterThan(10)
  const complaints = [...new Set(files)].flatMap((file) =>
    importsOf(readFileSync(join(root, file), 'utf8')).flatMap((specifier) => complaint(file, specifier) ?? []),
  )
  expect(complaints).toEqual([])
})

/** Folders of a package, each of which may import from itself and from those before it; `.` is the package's own files, its doors. */
const order: Record<string, string[]> = {
  partition: [
    'lattice',
    'metrics/base',
    'graph',
    'plan',
    'metrics',
    'divide/base',
    'divide/border',
    'divide/small',
    'divide/movement',
    'divide/dispersion',
    'divide',
    'rules/order',
    'rules/ask',
    'rules/count',
    'rules/start',
    'rules/notes',
    'rules',
    '.',
  ],
  server: [
    'contract',
    'base',
    'coordinates',
    'threads',
    'files',
    'db/base',
    'db/pglite',
    'db',
    'http',
    'http/access',
    'cities',
    'cities/links',
    'cities/places',
    'cities/rules',
    'data',
    'data/places',
    'data/areas',
    'jobs',
    'plans/lists',
    'plans/rules',
    'plans',
    'plans/areas',
    'plans/divisions',
    'plans/recount',
    'plans/split',
    'plans/stream',
    'grids',
    'life',
    'ownership/rows',
    'ownership',
    'ownership/disputes',
    'ownership/imports',
    'ownership/many',
    'reports',
    'deletion',
    'start',
    'cli',
    'cli/commands',
    'cli/program',
    '.',
  ],
  web: [
    'i18n',
    'api',
    'charts',
    'draw',
    'map',
    'tools',
    'model',
    'session',
    'binding',
    'hooks',
    'dialogs',
    'life',
    'panels',
    '.',
  ],
}

test.each(Object.entries(order))('the folders of %s import in one direction', (name, folders) => {
  const folderOf = (file: string) => dirname(relative(name, file)).replaceAll('\\', '/')
  const files = globSync(`${name}/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/node_modules/**', 'web/dist/**'] })
  expect(new Set(files.map(folderOf))).toEqual(new Set(folders))
  const backwards = files.flatMap((file) =>
    importsOf(readFileSync(join(root, file), 'utf8'))
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => join(dirname(file), specifier))
      .filter((target) => folders.indexOf(folderOf(target)) > folders.indexOf(folderOf(file)))
      .map((target) => `${file} imports ${target}`),
  )
  expect(backwards).toEqual([])
})

test('the verifier shares no code with what it verifies', () => {
  expect(importsOf(readFileSync(join(root, 'partition/verify.ts'), 'utf8'))).toEqual(['h3-js'])
})

test('the scan sees every form of import', () => {
  const source = `import a from './a.ts'\nimport './b.ts'\nimport {\n  c,\n} from './c.ts'\nexport * from './d.ts'\nawait import('./e.ts')\nimport type { F } from './f.ts'\nnew Worker(new URL('./g.ts', import.meta.url))`
  expect(importsOf(source).sort()).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', './g.ts'])
  expect(complaint('partition/x.ts', '../server/base/config.ts')).toBeDefined()
  expect(complaint('partition/x.ts', 'node:fs')).toBeDefined()
  expect(complaint('web/x.ts', '../server/base/errors.ts')).toBeDefined()
  expect(complaint('web/x.ts', '../partition/plan/apply.ts')).toBeDefined()
  expect(complaint('web/x.ts', '../partition/index.ts')).toBeUndefined()
})

// The compiler holds the same line: forbidden lines under the real project settings, in a copy of the tree's skeleton.
const forbidden = [
  { file: 'partition/server.ts', code: "import '../server/a.ts'", error: 'TS6307' },
  { file: 'partition/contract.ts', code: "import '../server/contract/a.ts'", error: 'TS6307' },
  { file: 'partition/node.ts', code: "import 'node:fs'\nexport const x = process.env", error: 'TS2591' },
  { file: 'partition/dom.ts', code: 'export const x = document.title', error: 'TS2584' },
  { file: 'server/contract/server.ts', code: "import '../a.ts'", error: 'TS6307' },
  { file: 'server/contract/node.ts', code: 'export const x = process.env', error: 'TS2591' },
  { file: 'server/web.ts', code: "import '../web/a.ts'", error: 'TS6307' },
  { file: 'server/dom.ts', code: 'export const x = document.title', error: 'TS2584' },
  { file: 'web/server.ts', code: "import '../server/a.ts'", error: 'TS6307' },
]
const allowed = [
  { file: 'partition/a.ts', code: 'export const a = 1' },
  { file: 'server/contract/a.ts', code: "export { a } from '../../partition/a.ts'" },
  { file: 'fixtures/a.ts', code: "export { a } from '../partition/a.ts'" },
  { file: 'server/a.ts', code: "import '../partition/a.ts'\nexport { a } from './contract/a.ts'" },
  { file: 'web/a.ts', code: "import '../partition/a.ts'\nexport { a } from '../server/contract/a.ts'" },
]

test('a forbidden import or global does not compile', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'shapan-layers-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'), 'junction')
    writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
    cpSync(join(root, 'tsconfig.base.json'), join(scratch, 'tsconfig.base.json'))
    const projects = ['partition', 'server/contract', 'fixtures', 'server', 'web']
    for (const project of projects) {
      cpSync(join(root, project, 'tsconfig.json'), join(scratch, project, 'tsconfig.json'))
    }
    for (const { file, code } of [...forbidden, ...allowed]) writeFileSync(join(scratch, file), `${code}\n`)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const references = projects.map((project) => join(scratch, project))
    const { stdout } = spawnSync(process.execPath, [tsc, '-b', ...references], { cwd: scratch, encoding: 'utf8' })
    const errors = stdout.split('\n').filter((line) => / error TS/.test(line))
    for (const { file, error } of forbidden) {
      expect(errors.filter((line) => line.startsWith(`${file}(`)).join('\n'), file).toContain(error)
    }
    expect(errors.filter((line) => line.startsWith('web/a.ts') || line.startsWith('server/contract/a.ts'))).toEqual([])
  } finally {
    rmSync(scratch, { recursive: true })
  }
})
