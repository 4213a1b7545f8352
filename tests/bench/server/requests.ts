import { gzipSync } from 'node:zlib'
import { benchClient } from './client.ts'
import { gridEditRequests } from './gridEdits.ts'
import { jobRequests } from './jobRequests.ts'
import { type LargeCity, pointsOf } from './largeCity.ts'
import { lifeRequests } from './lifeRequests.ts'
import { type Measured, measured } from './measured.ts'
import { strokeRequests } from './strokes.ts'

const points = 100_000
const city = '/api/cities/big'
const plan = '/api/plans/big-1'
/** of the data that the city had before */
const earlier = 'snapshot=1'

/**
 * Every operation of the API with as much work as it can have, the cold ones first and those that delete last.
 * tests/unit/tests/benchServer.test.ts holds the list against the server's routes.
 */
export function requestsOf(base: string, large: LargeCity): Measured[] {
  const client = benchClient(base)
  const { beginning, get, post } = client
  const remove = (path: string) => async () => {
    const answer = await client.send('DELETE', path)
    await answer.arrayBuffer()
    return answer.status
  }
  const send = (method: 'PUT' | 'PATCH', path: string, body: object) => async () => {
    const answer = await client.send(method, path, body)
    await answer.arrayBuffer()
    return answer.status
  }
  const batch = () =>
    JSON.stringify({
      crs: 'wgs84',
      points: pointsOf(large, points).map(([lon, lat], index) => ({ id: `p${index}`, lon, lat })),
    })
  const bomb = () => gzipSync(`{"crs":"wgs84","points":[${'{},'.repeat(10_000_000)}{}]}`)
  const deep = () => `{"crs":"wgs84","points":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  const put = (path: string, body: object) => send('PUT', path, body)
  const division = JSON.stringify({ key: 'business', name: '商务', segments: ['商务'] })
  const ferries = Array.from({ length: 50 }, (_, i) => ({ link: `${i}-${9000 + i}`, kind: 'ferry' }))
  const owners = 'POST /api/plans/:plan/ownership'
  return [
    measured('GET /api/health', '', 20, get('/api/health')),
    measured('GET /api/config', '', 20, get('/api/config')),
    measured('GET /api/session', '', 20, get('/api/session')),
    measured(
      'POST /api/session',
      '',
      20,
      post('/api/session', () => '{"token":"of nobody"}'),
    ),
    measured('DELETE /api/session', '', 20, remove('/api/session')),
    measured('GET /openapi.json', '', 20, get('/openapi.json')),
    measured('GET /api/cities', '', 20, get('/api/cities')),
    measured('GET /api/cities/:city', '', 20, get(city)),
    measured('GET /api/cities/:city/figures', '', 20, get(`${city}/figures`)),
    measured('GET /api/cities/:city/snapshots', '', 20, get(`${city}/snapshots`)),
    measured('GET /api/cities/:city/periods', '', 20, get(`${city}/periods`)),
    measured('GET /api/cities/:city/plans', '', 20, get(`${city}/plans`)),
    measured('GET /api/cities/:city/jobs', '', 20, get(`${city}/jobs`)),
    measured('GET /api/cities/:city/districts', '', 5, get(`${city}/districts`)),
    measured('GET /api/cities/:city/cells', 'first', 1, get(`${city}/cells`)),
    measured('GET /api/cities/:city/cells', '', 5, get(`${city}/cells`)),
    measured('GET /api/cities/:city/cells', 'of earlier data', 3, get(`${city}/cells?${earlier}`)),
    measured('GET /api/cities/:city/cells', 'as GeoJSON', 1, get(`${city}/cells?format=geojson`)),
    measured('GET /api/cities/:city/links', 'first', 1, get(`${city}/links`)),
    measured('GET /api/cities/:city/links', '', 3, get(`${city}/links`)),
    measured('GET /api/cities/:city/barriers', '', 3, get(`${city}/barriers`)),
    measured('GET /api/cities/:city/units', '', 3, get(`${city}/units`)),
    measured('PUT /api/cities/:city/links', '50 at once', 5, put(`${city}/links`, { links: ferries })),
    measured('PUT /api/cities/:city/links/:link', '', 5, put(`${city}/links/0-9000`, { kind: 'ferry' })),
    measured('DELETE /api/cities/:city/links/:link', '', 1, remove(`${city}/links/0-9000`)),
    measured(
      'POST /api/cities/:city/divisions',
      '',
      1,
      post(`${city}/divisions`, () => division),
    ),
    measured('GET /api/cities/:city/divisions', '', 20, get(`${city}/divisions`)),
    measured(
      'PATCH /api/cities/:city/divisions/:division',
      '',
      5,
      send('PATCH', `${city}/divisions/business`, { name: '商务' }),
    ),
    measured('GET /api/cities/:city/cells', 'of a division', 1, get(`${city}/cells?division=business`)),
    measured('DELETE /api/cities/:city/divisions/:division', '', 1, remove(`${city}/divisions/business`)),
    measured('GET /api/plans/:plan', 'first', 1, get(plan)),
    measured('GET /api/plans/:plan', '', 20, get(plan)),
    measured('GET /api/plans/:plan', 'on earlier data', 5, get(`${plan}?${earlier}`)),
    measured('GET /api/plans/:plan/assignment', '', 5, get(`${plan}/assignment`)),
    measured('GET /api/plans/:plan/grids', 'first', 1, get(`${plan}/grids`)),
    measured('GET /api/plans/:plan/grids', '', 20, get(`${plan}/grids`)),
    measured('GET /api/plans/:plan/report', '', 3, get(`${plan}/report`)),
    measured('GET /api/plans/:plan/report', 'as HTML', 3, get(`${plan}/report?format=html`)),
    measured('GET /api/plans/:plan/report', 'as CSV', 3, get(`${plan}/report?format=csv`)),
    measured('GET /api/plans/:plan/report', 'on earlier data', 3, get(`${plan}/report?${earlier}`)),
    measured('GET /api/plans/:plan/ownership', '', 50, get(`${plan}/ownership?crs=wgs84&lon=112.1&lat=30.1`)),
    measured(owners, '100,000 points', 5, post(`${plan}/ownership`, batch, { 'accept-encoding': 'identity' })),
    measured(
      owners,
      '30 kB of gzip with 10 million objects',
      3,
      post(`${plan}/ownership`, bomb, { 'content-encoding': 'gzip' }),
    ),
    measured(owners, '20,000 deep', 5, post(`${plan}/ownership`, deep)),
    ...strokeRequests(client, plan),
    ...gridEditRequests(client, plan),
    measured('GET /api/plans/:plan', 'after a stroke', 1, get(plan)),
    measured('GET /api/plans/:plan/commands', '', 5, get(`${plan}/commands`)),
    measured('GET /api/plans/:plan/events', 'to the first word', 5, beginning(`${plan}/events`)),
    measured('GET /api/plans/:plan/verification', '', 1, get(`${plan}/verification`)),
    ...jobRequests(client),
    measured('DELETE /api/plans/:plan', '', 1, remove('/api/plans/big-2')),
    ...lifeRequests(client),
    measured('DELETE /api/cities/:city/snapshots/:snapshot', '', 1, remove(`${city}/snapshots/1`)),
    measured('DELETE /api/cities/:city', '', 1, remove(`${city}?confirm=big`)),
  ]
}
