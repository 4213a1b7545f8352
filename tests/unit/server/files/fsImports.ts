import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../..')

/** Names that a source imports from node:fs or node:fs/promises and that `isMeant` knows; a whole namespace counts as `open`. */
export function fsImportsOf(source: string, isMeant: RegExp): string[] {
  const imports = [...source.matchAll(/import\s+([^'"]+?)\s+from\s+['"](?:node:)?fs(?:\/promises)?['"]/g)]
  const named = imports.flatMap(([, names = '']) =>
    names.startsWith('{') ? names.replace(/[{}]/g, '').split(',') : [`${names} as open`],
  )
  const dynamic = /(?:import|require)\(\s*['"](?:node:)?fs/.test(source) ? ['import()'] : []
  return [...named.map((name) => name.trim()).filter((name) => isMeant.test(name)), ...dynamic]
}

/** The files of the program among `patterns` whose imports from node:fs `isMeant` knows. */
export function filesThatImport(patterns: readonly string[], isMeant: RegExp): string[] {
  return globSync([...patterns], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
    .filter((file) => fsImportsOf(readFileSync(join(root, file), 'utf8'), isMeant).length > 0)
    .toSorted()
}
