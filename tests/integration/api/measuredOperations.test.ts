import { expect, it } from 'vitest'
import { requestsOf } from '../../bench/server/requests.ts'
import { anyDatabase } from '../databases.ts'
import { serve } from './apiServer.ts'

anyDatabase('the OpenAPI document', (database) => {
  it('has no operation whose CPU on the event loop the bench does not show', async () => {
    const server = await serve(database())
    const { paths } = (await server.get('/openapi.json')).json<{ paths: Record<string, object> }>()
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    await server.app.close()
    expect(documented.length).toBeGreaterThan(30)
    const measured = new Set(
      requestsOf('http://127.0.0.1', { width: 1, height: 1, customers: 1 }).map(({ operation }) => operation),
    )
    expect(documented.filter((operation) => !measured.has(operation))).toEqual([])
  })
})
