import type { CityLineage } from '../../../server/contract/cityLineage.ts'
import type { Impact } from '../../../server/contract/impact.ts'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import type { BenchClient } from './client.ts'
import { disputeRequests } from './disputeRequests.ts'
import { type Measured, measured } from './measured.ts'
import { ownerRequests } from './ownerRequests.ts'

const city = '/api/cities/big'
const plan = '/api/plans/big-1'
/** the first version of a city may begin on any day */
const first = '2026-01-01'

/** A copy of the plan on its way: submitted, recalled, approved, and put back. It leaves the plan itself a draft. */
export function lifeRequests(client: BenchClient): Measured[] {
  let copy = plan
  let impact: Impact | undefined
  let submitted: Submission | undefined
  let later = ''
  let grid = ''
  const keep = async <T>(answer: Promise<Response>, take: (body: T) => void): Promise<number> => {
    const { status, ...rest } = await answer.then(async (got) => ({ status: got.status, body: await got.json() }))
    take(rest.body as T)
    return status
  }
  const send =
    (method: 'POST' | 'PUT' | 'DELETE', path: () => string, body: () => object = () => ({})) =>
    async () => {
      const answer = await client.send(method, path(), ...(method === 'DELETE' ? [] : [body()]))
      await answer.arrayBuffer()
      return answer.status
    }
  const copying = () =>
    keep<{ planId: string }>(client.send('POST', `${plan}/copies`, {}), ({ planId }) => {
      copy = `/api/plans/${planId}`
    })
  const weighing = (date: () => string) => () =>
    keep<Impact>(client.send('POST', `${copy}/impact`, { effectiveFrom: date() }), (body) => {
      impact = body
    })
  const submitting = () =>
    keep<Submission>(
      client.send('PUT', `${copy}/submission`, {
        revision: impact?.revision ?? 0,
        effectiveFrom: impact?.effectiveFrom ?? first,
        impactId: impact?.impactId,
        acknowledge: impact?.warnings.map(({ code }) => code) ?? [],
      }),
      (body) => {
        submitted = body
      },
    )
  const decision = () => ({
    decision: 'approve',
    submission: submitted?.number ?? 1,
    impactId: submitted?.impactId,
  })
  const asking = (path: string, version: number, date: () => string) => () =>
    keep<Submission>(client.send('POST', `${city}/${path}`, { version, effectiveFrom: date() }), (body) => {
      submitted = body
    })
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  return [
    measured('POST /api/plans/:plan/copies', '', 1, copying),
    measured(
      'POST /api/plans/:plan/impact',
      '',
      3,
      weighing(() => first),
    ),
    measured('PUT /api/plans/:plan/submission', '', 1, submitting),
    measured(
      'DELETE /api/plans/:plan/submission',
      '',
      1,
      send('DELETE', () => `${copy}/submission`),
    ),
    measured('PUT /api/plans/:plan/submission', 'once more', 1, submitting),
    measured('GET /api/plans/:plan/life', '', 20, () => client.get(`${copy}/life`)()),
    measured(
      'POST /api/plans/:plan/decision',
      '',
      1,
      send('POST', () => `${copy}/decision`, decision),
    ),
    measured('GET /api/cities/:city/versions', '', 20, () => client.get(`${city}/versions`)()),
    measured('GET /api/cities/:city/versions/:version', '', 20, () => client.get(`${city}/versions/1`)()),
    measured('GET /api/cities/:city/versions/:version/movements', '', 3, () =>
      client.get(`${city}/versions/1/movements`)(),
    ),
    measured('GET /api/cities/:city/lineage', 'of the first version', 3, () =>
      keep<CityLineage>(client.send('GET', `${city}/lineage`), ({ grids }) => {
        grid = grids[0]?.gridId ?? ''
      }),
    ),
    measured('GET /api/cities/:city/grids/:gridId', '', 20, () => client.get(`${city}/grids/${grid}`)()),
    measured('GET /api/cities/:city/ownership', 'by the version in force', 50, () =>
      client.get(`${city}/ownership?crs=wgs84&lon=112.1&lat=30.1`)(),
    ),
    measured(
      'POST /api/cities/:city/ownership',
      'one point',
      5,
      send(
        'POST',
        () => `${city}/ownership`,
        () => ({
          crs: 'wgs84',
          points: [{ id: 'a', lon: 112.1, lat: 30.1 }],
        }),
      ),
    ),
    measured(
      'POST /api/plans/:plan/rebase',
      '',
      1,
      send('POST', () => `${plan}/rebase`),
    ),
    measured('GET /api/cities/:city/compare', '', 3, () =>
      client.get(`${city}/compare?left=version:1&right=plan:big-1`)(),
    ),
    measured(
      'POST /api/cities/:city/rollbacks',
      '',
      1,
      asking('rollbacks', 1, () => day(5)),
    ),
    measured(
      'POST /api/cities/:city/rollbacks/:submission/decision',
      '',
      1,
      send('POST', () => `${city}/rollbacks/${submitted?.number ?? 1}/decision`, decision),
    ),
    measured(
      'POST /api/cities/:city/versions/:version/withdrawal',
      '',
      1,
      send(
        'POST',
        () => `${city}/versions/2/withdrawal`,
        () => ({ reason: 'put off' }),
      ),
    ),
    measured(
      'POST /api/cities/:city/corrections',
      '',
      1,
      asking('corrections', 1, () => day(-1)),
    ),
    measured(
      'POST /api/cities/:city/corrections/:submission/decision',
      '',
      1,
      send('POST', () => `${city}/corrections/${submitted?.number ?? 1}/decision`, decision),
    ),
    measured('POST /api/plans/:plan/archive', 'with the copy of it', 1, async () => {
      await copying()
      later = copy
      return await send('POST', () => `${later}/archive`)()
    }),
    ...ownerRequests(client),
    ...disputeRequests(client),
    measured('GET /api/cities/:city/audit', '', 5, () => client.get(`${city}/audit`)()),
  ]
}
