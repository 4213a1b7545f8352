import { ShapanError } from '../base/errors.ts'
import type { FigureKey } from '../contract/figures.ts'
import { nearestName } from './nearestName.ts'

/** Throws `invalid-request` naming the figures that the data does not carry, and those it does. */
export function refuseUnknownFigures(asked: readonly FigureKey[], keys: readonly FigureKey[]): void {
  const unknown = asked.filter((key) => !keys.includes(key))
  const [first] = unknown
  if (first === undefined) return
  const hint = nearestName(first, keys)
  throw new ShapanError(
    'invalid-request',
    `The data does not carry ${unknown.join(', ')}${hint ? `; did you mean ${hint}?` : '.'} It has ${keys.join(', ')}`,
    { unknown, known: [...keys] },
  )
}
