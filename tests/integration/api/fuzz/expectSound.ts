import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import type { Verification } from '../../../../server/contract/verification.ts'
import type { FuzzReport } from './fuzz.ts'

/** Nothing off the document, every operation reached, and the plan as whole as before. */
export async function expectSound({ faults, unreached }: FuzzReport, app: FastifyInstance): Promise<void> {
  expect(faults).toEqual([])
  expect(unreached).toEqual([])
  const verification = (await app.inject({ url: '/api/plans/town-1/verification' })).json<Verification>()
  expect(verification).toMatchObject({ ok: true, violations: [] })
}
