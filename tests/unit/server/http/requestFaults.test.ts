import { expect, it } from 'vitest'
import { z } from 'zod'
import { commandBatch, commandRequest } from '../../../../server/contract/commands.ts'
import { splitRequest } from '../../../../server/contract/gridSplit.ts'
import { faultsOfNearest } from '../../../../server/http/requestFaults.ts'

function placesOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value)
  return (error?.issues ?? [])
    .flatMap((issue) =>
      faultsOfNearest({ keys: issue.path.map(String), message: issue.message }, 'errors' in issue && issue.errors),
    )
    .map(({ keys }) => keys.join('.'))
}

const id = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

it('names the field of a body of several kinds that the caller must change', () => {
  expect(placesOf(splitRequest, { into: 3, weights: ['the people'] })).toEqual(['weights.0'])
  expect(placesOf(splitRequest, { seeds: [1, -2] })).toEqual(['seeds.1'])
  const commands = z.union([commandBatch, commandRequest])
  const rename = { commandId: id, command: { kind: 'rename', gridId: 'x', name: '一' } }
  expect(placesOf(commands, { commands: [rename] })).toEqual(['commands.0.command.gridId'])
  const paint = { commandId: id, baseRevision: 0, command: { kind: 'paint', grid: 1, cells: [-1] } }
  expect(placesOf(commands, paint)).toEqual(['command.cells.0'])
})
