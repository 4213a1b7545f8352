import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { apply, cellBoundary, neighborTable, newPlan } from '../../../partition/index.ts'
import type { CommandAnswers, GridCommand } from '../../../server/contract/commands.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import { loadPlanState, planAdjacency } from '../../../server/plans/planState.ts'
import { anyTown } from '../databases.ts'
import { serveApp } from './apiServer.ts'

// The refusal is of the engine.
anyTown('a stroke over pinned cells', (database) => {
  const server = serveApp(database)

  async function send(command: GridCommand) {
    const answer = await server().post('/api/plans/town-1/commands', {
      client: randomUUID(),
      commands: [{ commandId: randomUUID(), command }],
    })
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json<CommandAnswers>().answers[0]!
  }

  it('is refused by the name of the unit they are of, and without one where they are of none', async () => {
    const state = await loadPlanState(database(), 'town-1')
    const { lattice } = state.city
    const plan = newPlan(state.assignment.slice(), state.grids, await planAdjacency(state))
    const move = [...neighborTable(lattice).entries()].find(([slot, other]) => {
      const [from, to] = [Math.floor(slot / 6), other].map((cell) => plan.grids.get(plan.assignment[cell]!))
      if (other < 0 || !from || !to || from === to) return false
      return apply(plan, { kind: 'paint', grid: to.number, cells: [Math.floor(slot / 6)] }).ok
    })!
    const cell = Math.floor(move[0] / 6)
    const { gridId } = plan.grids.get(plan.assignment[move[1]]!)!
    const cells = [{ start: cell, length: 1 }]
    expect(await send({ kind: 'pin', cells, pinned: true })).toMatchObject({ status: 'accepted' })
    const paint: GridCommand = { kind: 'paint', gridId, cells }
    const nameless = await send(paint)
    expect(nameless).toMatchObject({ status: 'refused', reason: 'pinned-cell' })
    expect(nameless).not.toHaveProperty('details')

    const ring = cellBoundary(lattice, cell).map(([lng, lat]) => [lng, lat])
    const feature = {
      type: 'Feature',
      properties: { 小区编码: 'E1', 小区名称: '滨江花园' },
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
    }
    await importPlaces(
      database(),
      'town',
      Readable.from([Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] }))]),
      { kind: 'estate', crs: 'wgs84', sourceName: 'estates.geojson' },
    )
    const refused = await send(paint)
    expect(refused).toMatchObject({
      reason: 'pinned-cell',
      details: { unit: '滨江花园', unitKind: 'estate', unitCode: 'E1' },
    })
    expect(refused).toHaveProperty('message', expect.stringContaining('of the estate "滨江花园"'))
  })
})
