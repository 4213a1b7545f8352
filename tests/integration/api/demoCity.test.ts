import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type DemoCityFiles, writeDemoCity } from '../../../fixtures/demoCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { makeDemoCity, needsDemoCity } from '../../../server/start/demoCity.ts'
import { createProgress } from '../../../server/start/progress.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

let files: DemoCityFiles | undefined
const directory = await mkdtemp(join(tmpdir(), 'shapan-demo-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

anyDatabase('the demo city of a first start', (database) => {
  it('is wanted by an empty database, is made whole, and is then left alone', async () => {
    expect(await needsDemoCity(database())).toBe(true)
    const lines = await make()
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(3)
    expect(await needsDemoCity(database())).toBe(false)
    const state = await loadPlanState(database(), 'demo-1')
    expect(state.grids).toHaveLength(60)
    expect(state.facts.keys).toEqual(['customers', 'revenue', 'households', 'broadband', 'ports', 'ports_used'])
    expect((await recountPlan(database(), 'demo-1')).violations).toEqual([])
    const levels = await database()
      .kysely.selectFrom('admin_area')
      .select('level')
      .distinct()
      .orderBy('level')
      .execute()
    expect(levels.map(({ level }) => level)).toEqual(['district', 'subdistrict'])
  })

  it('is taken up where a start was cut short', async () => {
    await database().kysely.deleteFrom('grid').execute()
    await database().kysely.deleteFrom('plan').execute()
    expect(await needsDemoCity(database())).toBe(true)
    const lines = await make()
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(1)
    expect(await needsDemoCity(database())).toBe(false)
  })

  it("does not come back among a user's own cities", async () => {
    await makeCity(database(), 'own', 7)
    await database().kysely.deleteFrom('grid').execute()
    await database().kysely.deleteFrom('plan').execute()
    expect(await needsDemoCity(database())).toBe(false)
  })

  async function make(): Promise<string[]> {
    files ??= await writeDemoCity(directory, { customers: 6000 })
    const lines: string[] = []
    await makeDemoCity(
      database(),
      files,
      createProgress(
        (line) => lines.push(line),
        () => 0,
      ),
    )
    return lines
  }
})
