import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { requestsOf } from '../../bench/server/requests.ts'

const root = resolve(import.meta.dirname, '../../..')
/** Operations that are not measured, each with its reason; none today. */
const unmeasured: Readonly<Record<string, string>> = {}

/** `GET /api/cities/:city` of each route in the server's sources. */
function operations(): string[] {
  const sources = globSync('server/**/*.ts', { cwd: root, exclude: ['**/node_modules/**'] })
  return sources.flatMap((file) =>
    [
      ...readFileSync(resolve(root, file), 'utf8').matchAll(
        /\bapp\s*\.(get|post|put|patch|delete)\(\s*'(\/api\/[^']*)'/g,
      ),
    ].map(([, method = '', path = '']) => `${method.toUpperCase()} ${path}`),
  )
}

const measured = () => requestsOf('http://127.0.0.1', { width: 0.1, height: 0.1, customers: 10 })

test('every operation of the API is measured, or says why not', () => {
  const all = operations()
  expect(all.length).toBeGreaterThan(30)
  expect(new Set(all).size).toBe(all.length)
  const known = new Set([...measured().map(({ operation }) => operation), ...Object.keys(unmeasured)])
  expect(all.filter((operation) => !known.has(operation))).toEqual([])
  const gone = [...known].filter((operation) => operation.includes(' /api/') && !all.includes(operation))
  expect(gone).toEqual([])
})

test('each row of the table has a name of its own', () => {
  const names = measured().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toContain('GET …/grids/{gridId}/lineage')
  expect(names).toContain('GET /api/cities/{city}')
})
