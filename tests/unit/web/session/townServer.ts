import { afterEach, vi } from 'vitest'
import { encodeAssignment } from '../../../../partition/index.ts'
import { encodeCells } from '../../../../server/contract/cellsBinary.ts'
import type { Division } from '../../../../server/contract/divisions.ts'
import { contractFigures } from '../../../../server/contract/figures.ts'
import type { CityPlace } from '../../../../web/model/cityModel.ts'
import { openTownPlan, smallTown, snapshotOfTown, stripes } from '../model/town.ts'

/** What the network answers: bytes with headers, a problem, JSON, or nothing at all. */
export type Answer =
  | { readonly bytes: Uint8Array; readonly headers?: Record<string, string> }
  | { readonly problem: string }
  | 'silence'
  | object

/** An event stream as the page opens it; a test tells what comes. */
export class ToldStream extends EventTarget {
  static readonly OPEN = 1
  static readonly CLOSED = 2
  readyState = ToldStream.OPEN
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    streams.push(this)
  }
  tell(event: string, data: object): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }))
  }
  close(): void {
    this.readyState = ToldStream.CLOSED
  }
}

let streams: ToldStream[] = []
const timers: ReturnType<typeof setInterval>[] = []

export const town = smallTown()
export const townPlan = openTownPlan(town, stripes(town)).detail
export const city = { code: 'town', name: '小镇', cellCount: town.lattice.cellCount } as CityPlace

const cellsOf = (snapshotId: number) => ({
  bytes: encodeCells({
    resolution: 8,
    cellIds: town.lattice.cellIds,
    districts: [],
    districtOfCell: town.districtOfCell,
    figures: snapshotOfTown(town, snapshotId).facts,
  }),
  headers: { 'X-Snapshot': `${snapshotId}` },
})

export const division = (key: string, isDefault = false): Division => ({
  key,
  name: key,
  isDefault,
  segments: [],
  seen: [],
  unseen: [],
  plans: 0,
  totals: {},
})

/** A server with the small town, its plan `town-1` and two snapshots. */
export const townAnswers = (): Record<string, Answer> => ({
  '/api/config': { version: '1', basemapUrl: null, languages: ['zh-CN'] },
  '/api/cities': { cities: [{ ...city, snapshot: { snapshotId: 2 } }] },
  '/api/cities/town/plans': { plans: [townPlan] },
  '/api/cities/town/figures': { figures: contractFigures },
  '/api/cities/town/snapshots': { currentSnapshotId: 2, snapshots: [] },
  '/api/cities/town/districts?level=district': { type: 'FeatureCollection', features: [] },
  '/api/cities/town/divisions': { snapshotId: 2, divisions: [division('all', true)] },
  '/api/cities/town/cells?format=binary&division=all&snapshot=1': cellsOf(1),
  '/api/cities/town/cells?format=binary&division=all&snapshot=2': cellsOf(2),
  '/api/cities/town/jobs?limit=20': { jobs: [] },
  '/api/cities/town/units': { type: 'FeatureCollection', features: [] },
  '/api/cities/town/districts?level=subdistrict': { type: 'FeatureCollection', features: [] },
  '/api/cities/town/rules': { rules: {}, revision: 0, changedAt: null },
  '/api/cities/town/outlets': { type: 'FeatureCollection', unlocated: 0, features: [] },
  '/api/cities/town/accounts': { type: 'FeatureCollection', unlocated: 0, features: [] },
  '/api/cities/town/barriers': { type: 'FeatureCollection', features: [] },
  '/api/plans/town-1': townPlan,
  '/api/plans/town-1/assignment': { bytes: encodeAssignment(stripes(town)), headers: { 'X-Plan-Revision': '0' } },
  '/api/plans/town-1/commands?after=0': { commands: [] },
})

/** Puts a network and a tab into the place of the browser's, for the test alone. */
export function serveFrom(answers: Record<string, Answer>) {
  const asked: string[] = []
  streams = []
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`)
    const answer = answers[init?.method ? `${init.method} ${path}` : path] ?? { problem: 'not-found' }
    if (answer === 'silence') throw new TypeError('no answer')
    if ('bytes' in answer) return new Response(Buffer.from(answer.bytes), { headers: answer.headers ?? {} })
    // A job has a problem too, which is mostly null.
    if (!('problem' in answer && typeof answer.problem === 'string')) return Response.json(answer)
    const problem = {
      type: 'about:blank',
      title: answer.problem,
      status: 404,
      code: answer.problem,
      detail: answer.problem,
    }
    return Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } })
  })
  vi.stubGlobal('EventSource', ToldStream)
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('navigator', {})
  const every = setInterval
  vi.stubGlobal('setInterval', (work: () => void, ms: number) => {
    const timer = every(work, ms)
    timers.push(timer)
    return timer
  })
  return { asked, streams: () => streams }
}

export const takeBackBrowser = (): void => {
  afterEach(() => {
    // What a page does now and then would outlive its browser.
    for (const timer of timers.splice(0)) clearInterval(timer)
    vi.unstubAllGlobals()
  })
}

/** Resolves when the state is so. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
}
