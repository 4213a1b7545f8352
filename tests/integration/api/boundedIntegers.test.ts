import { expect, it } from 'vitest'
import { anyTown } from '../databases.ts'
import { serveApp } from './apiServer.ts'

type Schema = Readonly<Record<string, unknown>>

anyTown('integers that a request can hold', (database) => {
  const server = serveApp(database)

  it('have bounds of their own: one that no column holds is refused by its name, never by the database', async () => {
    const { paths, components } = (await server().get('/openapi.json')).json<{ paths: Schema; components: Schema }>()
    const unbounded: string[] = []
    let seen = 0
    const walk = (value: unknown, at: string, visited: readonly string[]): void => {
      if (typeof value !== 'object' || value === null) return
      const { $ref, type, maximum, exclusiveMaximum } = value as Schema
      if (typeof $ref === 'string' && !visited.includes($ref)) walk(resolve(components, $ref), at, [...visited, $ref])
      if (type === 'integer') {
        seen++
        // Where a schema says nothing, the document says what a double can count.
        if (Number(maximum ?? exclusiveMaximum ?? Infinity) >= Number.MAX_SAFE_INTEGER) unbounded.push(at)
      }
      for (const [key, inner] of Object.entries(value)) walk(inner, `${at}.${key}`, visited)
    }
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations as Record<string, Schema>)) {
        walk(operation.parameters, `${method} ${path}`, [])
        walk(operation.requestBody, `${method} ${path}`, [])
      }
    expect(seen).toBeGreaterThan(20)
    expect(unbounded).toEqual([])
  })
})

function resolve(components: Schema, ref: string): unknown {
  const [, , kind, name] = ref.split('/')
  return (components[kind!] as Schema)[name!]
}
