import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import { stateLinks } from '../../../../server/cities/links/cityLinks.ts'
import type { Job } from '../../../../server/contract/jobs.ts'
import { importFile } from '../../../../server/data/importFile.ts'
import type { Database } from '../../../../server/db/database.ts'
import { proposeOwner } from '../../../../server/ownership/rows/proposals.ts'
import { addDivision, removeDivision } from '../../../../server/plans/divisions/changeDivisions.ts'
import { listDivisions } from '../../../../server/plans/divisions/listDivisions.ts'
import { runPartition } from '../../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../../server/plans/planState.ts'
import { customerCsv, makeCity } from '../../builders.ts'
import { actingOn } from '../../life/acts.ts'
import type { TestServer } from '../apiServer.ts'
import type { FuzzOptions } from './fuzz.ts'
import { claimFresh, freshOwnerChange, lifeExamples } from './lifeExamples.ts'

/** What the fuzz needs of the town (see apiServer.ts): things that may be destroyed, and a stroke that the plan takes. */
export function townFor(database: Database, { app }: TestServer): Pick<FuzzOptions, 'makers' | 'examples'> {
  let strokes = 0
  let links = 0
  /** A key that nothing has; the divisions of earlier requests go, of which a city takes only so many. */
  const newDivision = async (): Promise<string> => {
    const { divisions } = await listDivisions(database, 'town')
    const spent = divisions.filter(({ isDefault, plans }) => !isDefault && plans === 0)
    if (divisions.length > 20) for (const { key } of spent) await removeDivision(database, 'town', key)
    return `d-${randomUUID().slice(0, 8)}`
  }
  const anyGrid = async () => (await loadPlanState(database, 'town-1')).grids[0]!.gridId
  return {
    makers: {
      job: async () => {
        const payload = { grids: 3, weights: ['customers'], preset: 'fast' }
        const started = (await app.inject({ method: 'POST', url: '/api/cities/town/partitions', payload })).json<Job>()
        const url = `/api/cities/town/jobs/${started.jobId}`
        await app.inject({ method: 'DELETE', url })
        while (['queued', 'running'].includes((await app.inject({ url })).json<Job>().state)) await sleep(20)
        return { city: 'town', job: started.jobId }
      },
      plan: async () => {
        const { planId } = await runPartition(database, 'town', {
          grids: 3,
          tolerance: 0.5,
          weights: ['customers'],
          preset: 'fast',
          // whatever rules another request has set
          cityRules: false,
        })
        return { plan: planId }
      },
      // The one before the newest: the newest is the city's current one, which stays.
      snapshot: async () => {
        const load = () =>
          importFile(database, 'town', Readable.from([Buffer.from(customerCsv(20))]), {
            crs: 'wgs84',
            sourceName: 'fresh.csv',
          })
        const { snapshotId } = await load()
        await load()
        return { city: 'town', snapshot: snapshotId }
      },
      link: async () => {
        const [a, b] = [++links, links + 100]
        await stateLinks(database, 'town', [{ a, b, kind: 'ferry' }])
        return { city: 'town', link: `${a}-${b}` }
      },
      division: async () => {
        const key = await newDivision()
        await addDivision(database, 'town', { key, name: key, segments: [], isDefault: false, take: false })
        return { city: 'town', division: key }
      },
      ownerChange: async () => {
        const { id } = await proposeOwner(database, 'town', freshOwnerChange(), actingOn())
        return { city: 'town', ownerChange: id }
      },
      claim: async () => {
        const { claim } = await claimFresh(database, 'town')
        return { city: 'town', claim: claim.id }
      },
      city: async () => {
        const code = `fresh-${randomUUID().slice(0, 8)}`
        await makeCity(database, code, 6)
        return { city: code }
      },
    },
    examples: {
      ...lifeExamples(database),
      'DELETE /api/cities/{city}': async () => {
        const code = `spent-${randomUUID().slice(0, 8)}`
        await makeCity(database, code, 6)
        return { method: 'DELETE', url: `/api/cities/${code}?confirm=${code}` }
      },
      'POST /api/cities/{city}/divisions': async () => {
        const key = await newDivision()
        return post('/api/cities/town/divisions', { key, name: '商务', segments: [key] })
      },
      'PATCH /api/cities/{city}/divisions/{division}': async () => ({
        method: 'PATCH',
        url: '/api/cities/town/divisions/all',
        payload: { name: '公众' },
      }),
      'PUT /api/cities/{city}/links': async () => ({
        method: 'PUT',
        url: '/api/cities/town/links',
        payload: { links: [{ link: `${++links}-${links + 100}`, kind: 'none' }] },
      }),
      'PUT /api/cities/{city}/links/{link}': async () => ({
        method: 'PUT',
        url: `/api/cities/town/links/${++links}-${links + 100}`,
        payload: { kind: 'bridge', name: '大桥' },
      }),
      'POST /api/cities/{city}/places': async () => ({
        method: 'POST',
        url: '/api/cities/town/places?kind=building&crs=wgs84',
        payload: 'code,name,lon,lat\nB1,一号楼,121.5,31.2\n',
        headers: { 'content-type': 'text/csv' },
      }),
      'PUT /api/cities/{city}/rules': async () => ({
        method: 'PUT',
        url: '/api/cities/town/rules',
        payload: { rules: { districts: 'ignore' } },
      }),
      'POST /api/cities/{city}/partitions': async () =>
        post('/api/cities/town/partitions', { grids: 4, weights: ['customers'], preset: 'fast' }),
      'POST /api/plans/{plan}/commands': async () => {
        const { assignment, city, grids, revision } = await loadPlanState(database, 'town-1')
        const cell = (127 * ++strokes) % assignment.length
        const ring = [...city.neighbors.subarray(6 * cell, 6 * cell + 6)].filter((other) => other >= 0)
        const grid = assignment[ring.find((other) => assignment[other] !== assignment[cell]) ?? ring[0]!]
        if (strokes % 2 === 0) {
          const { gridId } = grids.find(({ number }) => number === grid)!
          const command = { kind: 'rename', gridId, name: `第${strokes}次` }
          return post('/api/plans/town-1/commands', { commands: [{ commandId: randomUUID(), command }] })
        }
        const command = { kind: 'paint', grid, cells: [cell] }
        return post('/api/plans/town-1/commands', { commandId: randomUUID(), baseRevision: revision, command })
      },
      'POST /api/plans/{plan}/ownership': async () =>
        post('/api/plans/town-1/ownership', { crs: 'wgs84', points: [{ id: 'a', lon: 121.5, lat: 31.2 }] }),
      'GET /api/plans/{plan}/grids/{gridId}/lineage': async () => ({
        method: 'GET',
        url: `/api/plans/town-1/grids/${await anyGrid()}/lineage`,
      }),
      'POST /api/plans/{plan}/grids/{gridId}/split-proposals': async () =>
        post(`/api/plans/town-1/grids/${await anyGrid()}/split-proposals`, { into: 2 }),
    },
  }
}

function post(url: string, payload: object): InjectOptions {
  return { method: 'POST', url, payload }
}
