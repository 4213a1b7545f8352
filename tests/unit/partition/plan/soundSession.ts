import { expect } from 'vitest'
import { decodePatch, encodePatch } from '../../../../partition/plan/codec.ts'
import { hashPlan } from '../../../../partition/plan/hash.ts'
import { writePatch } from '../../../../partition/plan/patch.ts'
import type { MutablePlan } from '../../../../partition/plan/plan.ts'
import { verify } from '../../../../partition/verify.ts'
import type { TestCity } from '../builders.ts'
import { EditedPlan, randomCommand } from './gridCommands.ts'

/**
 * Tries commands one after the other, and holds each that is lawful against the verifier, the codec and the hash, each that is not
 * against the plan before it; then the whole log against a rebuild from the start, and its undoing against every state on the way.
 * Answers with how many were done.
 */
export function expectSoundSession(
  city: TestCity,
  start: () => MutablePlan,
  random: () => number,
  tries: number,
  onDone: (kind: string) => void = () => {},
): number {
  const edited = new EditedPlan(start())
  const states = [edited.text()]
  for (let turn = 0; turn < tries; turn++) {
    const command = randomCommand(edited, city, random)
    const result = edited.do(command)
    if (!result.ok) {
      expect(edited.text()).toBe(states.at(-1))
      continue
    }
    onDone(command.kind)
    states.push(edited.text())
    expect(edited.hash).toBe(hashPlan(edited.plan))
    expect(decodePatch(encodePatch(result.patch))).toEqual(result.patch)
    expectLawful(city, edited.plan)
  }
  const again = start()
  for (const { patch } of edited.log) writePatch(again, patch)
  expect(new EditedPlan(again).text()).toBe(edited.text())
  expect([again.gone, again.lastNumber]).toEqual([edited.plan.gone, edited.plan.lastNumber])
  const done = edited.log.length
  for (const { commandId } of edited.log.toReversed()) {
    edited.must({ kind: 'revert', commandId })
    states.pop()
    expect(edited.text()).toBe(states.at(-1))
  }
  return done
}

function expectLawful(city: TestCity, { assignment, grids }: MutablePlan): void {
  const gridNumbers = [...grids.keys()]
  const records = [...grids.values()]
  const input = { cellIds: city.cellIds, assignment, gridNumbers, mayBeEmpty: gridNumbers, records }
  expect(verify(input).violations).toEqual([])
}
