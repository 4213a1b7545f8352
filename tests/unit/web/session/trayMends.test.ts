import { expect, it } from 'vitest'
import { createCore } from '../../../../web/session/core.ts'
import { createSaving } from '../../../../web/session/saving.ts'
import { createTray } from '../../../../web/session/tray.ts'
import { createUnsavedStorage } from '../../../../web/session/unsavedStorage.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { borderCell, openTownPlan, paintOf, smallTown, stripes } from '../model/town.ts'
import { memoryStorage } from './memoryStorage.ts'

const model = smallTown()
const never = () => new Promise<never>(() => {})

function openTray() {
  const core = createCore('me')
  const tray = createTray(core, createUnsavedStorage(memoryStorage(), 'tab', undefined))
  const plan = openTownPlan(model, stripes(model), { client: 'me' })
  const whenFree = () => Promise.resolve()
  const saving = createSaving({
    plan,
    post: never,
    readLog: never,
    whenFree,
    onChange: core.refresh,
    onAside: tray.add,
    onLost: () => {},
  })
  core.open = { plan, saving }
  core.store.set({ model })
  core.refresh()
  const aside = (commandId: string, command: ReturnType<typeof paintOf>) => ({
    commandId,
    command,
    patch: { runs: [], grids: [] },
    refusal: { reason: 'grid-gone' },
    changedBy: 'bob',
  })
  return { core, tray, plan, aside }
}

it('the tray has all that was meant for a merged grid go into the one it was merged into, at one word', () => {
  const { core, tray, plan, aside } = openTray()
  const [one, other] = [borderCell(plan, 2), borderCell(plan, 2, [borderCell(plan, 2)])]
  const asides = [aside('a', paintOf(plan, 2, [one])), aside('b', paintOf(plan, 2, [other]))]
  const elsewhere = aside('c', paintOf(plan, 3, [one]))
  const from = plan.cells.plan.assignment[one]!
  const heir = from === 1 ? 3 : 1
  plan.take({ commandId: 'm', revision: null, command: { kind: 'merge', gridId: gridIdOf(heir), gone: [gridIdOf(2)] } })
  tray.add([...asides, elsewhere])
  expect(tray.mendsOf(asides[0]!)).toMatchObject([{ kind: 'into', heirName: `${heir}` }])
  tray.mend('a', 'into')
  expect(plan.cells.plan.assignment[one]).toBe(heir)
  expect(core.store.get().tray.map(({ commandId }) => commandId)).toContain('c')
  expect(core.store.get().tray.map(({ commandId }) => commandId)).not.toContain('a')
  expect(core.store.get().saving?.unsaved).toBeGreaterThan(1)
  // What there is no such way for stays as it is.
  tray.mend('c', 'with-fragment')
  expect(core.store.get().tray.map(({ commandId }) => commandId)).toContain('c')
})
