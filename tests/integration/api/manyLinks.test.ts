import { expect, it } from 'vitest'
import type { CityLinks } from '../../../server/contract/links.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

// As `cities/links.test.ts`: what may be stated is judged before it is stored.
anyTown('links that are stated together', (database) => {
  const server = serveApp(database)
  const put = (links: object[]) =>
    server().app.inject({ method: 'PUT', url: '/api/cities/town/links', payload: { links } })
  const listed = async () => {
    const { links } = (await server().get('/api/cities/town/links')).json<CityLinks>()
    return links.map(({ link, kind, name }) => [link, kind, name]).sort()
  }

  it('are stored all or none, and leave those that are not named', async () => {
    const url = '/api/cities/town/links/4-40'
    await server().app.inject({ method: 'PUT', url, payload: { kind: 'ferry' } })
    const both = [
      { link: '40-5', kind: 'bridge', name: '大桥' },
      { link: '6-40', kind: 'none' },
    ]
    expect((await put(both)).statusCode).toBe(204)
    const stored = [
      ['4-40', 'ferry', null],
      ['5-40', 'bridge', '大桥'],
      ['6-40', 'none', null],
    ]
    expect(await listed()).toEqual(stored)
    expectProblem(
      await put([
        { link: '7-40', kind: 'ferry' },
        { link: '8-999999', kind: 'ferry' },
      ]),
      422,
      'invalid-link',
    )
    expect(await listed()).toEqual(stored)
  })

  it('are each named once', async () => {
    const twice = [
      { link: '7-40', kind: 'ferry' },
      { link: '40-7', kind: 'bridge' },
    ]
    expect(expectProblem(await put(twice), 400, 'invalid-request').detail).toContain('40-7')
    expectProblem(await put([]), 400, 'invalid-request')
  })
})
