import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { byKey, cellBoundary, formatCellId, withinWorld } from '../../partition/index.ts'
import type { CityState } from '../cities/cells.ts'
import { loadCityState } from '../cities/cityState.ts'
import { findCity } from '../cities/store.ts'
import { cellsQuery, periodList, snapshotList } from '../contract/cities.ts'
import { contractKeys, figureList } from '../contract/figures.ts'
import { cellCollection } from '../contract/geojson.ts'
import { cityParams } from '../contract/params.ts'
import { binary, geojsonType, problems } from '../http/media.ts'
import { answerNotModified } from '../http/representation.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks, small } from '../http/routeCost.ts'
import { runTask } from '../threads/threads.ts'
import { listFigures } from './cityFigures.ts'
import { findDivision } from './divisions.ts'
import type { Facts } from './facts.ts'
import { getSnapshot, listPeriods, listSnapshots } from './readSnapshots.ts'
import { loadSnapshotFacts } from './snapshotFacts.ts'
import { tasks } from './tasks.ts'
import { whichSnapshot } from './whichSnapshot.ts'

/** A city's snapshots, and its cells with the figures of one. */
export function dataRoutes(app: ApiApp, { database, sendRepresentation }: RouteContext): void {
  app.get(
    '/api/cities/:city/snapshots',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: "A city's snapshots, the newest period and import first, each with the plans made of it",
        params: cityParams,
        response: { 200: snapshotList, ...problems(404) },
      },
    },
    async ({ params }) => {
      const { city_id: cityId, code, current_snapshot_id } = await findCity(database.kysely, params.city)
      const snapshots = await listSnapshots(database.kysely, cityId, code)
      return { currentSnapshotId: current_snapshot_id, snapshots }
    },
  )

  app.get(
    '/api/cities/:city/periods',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary:
          "A city's billing periods, the newest first, each with the snapshot that is its data and the earlier ones",
        params: cityParams,
        response: { 200: periodList, ...problems(404) },
      },
    },
    async ({ params }) => {
      const { city_id: cityId } = await findCity(database.kysely, params.city)
      return await listPeriods(database.kysely, cityId)
    },
  )

  app.get(
    '/api/cities/:city/figures',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: "A city's figures: what its cells, grids and plans are counted by",
        params: cityParams,
        response: { 200: figureList, ...problems(404) },
      },
    },
    async ({ params }) => ({ figures: await listFigures(database.kysely, params.city) }),
  )

  app.get(
    '/api/cities/:city/cells',
    {
      // The bytes by a task; GeoJSON, which is too much for one, in pieces.
      config: { cost: byTasks(tasks.cellsBinary) },
      schema: {
        tags: ['cities'],
        summary: "A city's cells with the figures of one snapshot and division",
        description:
          'In dense order: the position of a cell is its cellIndex. `binary` is the compact form that server/contract/cellsBinary.ts defines and decodes; `geojson` has a hexagon a cell and is some 60 times as large. The headers X-Snapshot, X-Period and X-Division tell whose figures they are; a city without data has none, and zeros.',
        params: cityParams,
        querystring: cellsQuery,
        response: {
          200: {
            description: 'The cells',
            content: {
              'application/octet-stream': { schema: binary },
              [geojsonType]: { schema: cellCollection },
            },
          },
          ...problems(404),
        },
      },
    },
    async ({ params, query }, reply) => {
      const { city_id: cityId, current_snapshot_id: current } = await findCity(database.kysely, params.city)
      const snapshotId = (await whichSnapshot(database.kysely, cityId, query)) ?? current
      const division = await findDivision(database.kysely, cityId, query.division)
      const state = await loadCityState(database, params.city)
      const facts =
        snapshotId === null ? noFacts(state) : await loadSnapshotFacts(database, state, snapshotId, division)
      reply.header('x-division', division.key)
      if (snapshotId !== null) {
        const { period } = await getSnapshot(database.kysely, cityId, snapshotId)
        reply.headers({ 'x-snapshot': snapshotId, 'x-period': period })
      }
      const key = `${state.code}.c${state.cityId}.d${state.districtChanges}.s${snapshotId ?? 0}.${division.signature}.cells2`
      return query.format === 'binary' ? await sendBinary() : sendGeojson()

      function sendBinary() {
        return sendRepresentation(reply.request, reply, {
          key,
          type: 'application/octet-stream',
          make: () => runTask(tasks.cellsBinary, { city: state, facts }, state.cellCount),
        })
      }

      // Half a million hexagons are 129 MB of text: streamed, not kept.
      function sendGeojson() {
        if (answerNotModified(reply.request, reply, `${key}.geojson`)) return reply
        return reply.header('content-type', geojsonType).send(Readable.from(cellsGeojson(state, facts)))
      }
    },
  )
}

function noFacts({ cellCount }: CityState): Facts {
  return { keys: contractKeys, values: contractKeys.map(() => new Float64Array(cellCount)) }
}

// 5 ms of work; between two of them the loop turns, however fast the reader is.
const featuresAChunk = 500

async function* cellsGeojson(city: CityState, facts: Facts): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":['
  for (let start = 0; start < city.cellCount; start += featuresAChunk) {
    const features: string[] = []
    for (let cellIndex = start; cellIndex < Math.min(start + featuresAChunk, city.cellCount); cellIndex++) {
      features.push(JSON.stringify(cellFeature(city, facts, cellIndex)))
    }
    yield `${start === 0 ? '' : ','}\n${features.join(',\n')}`
    await setImmediate()
  }
  yield '\n]}\n'
}

function cellFeature({ lattice, districts, districtOfCell }: CityState, facts: Facts, cellIndex: number) {
  const parts = withinWorld([[cellBoundary(lattice, cellIndex)]])
  return {
    type: 'Feature',
    id: formatCellId(lattice.cellIds[cellIndex]!),
    geometry:
      parts.length === 1 ? { type: 'Polygon', coordinates: parts[0] } : { type: 'MultiPolygon', coordinates: parts },
    properties: {
      cellIndex,
      districtCode: districts[districtOfCell[cellIndex]!]?.code ?? null,
      figures: byKey(facts.keys, (_, f) => facts.values[f]![cellIndex]!),
    },
  }
}
