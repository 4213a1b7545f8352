import type { Control } from './control.ts'
import { divide } from './divide.ts'
import type { Division } from './division.ts'
import type { Preset } from './presets.ts'
import type { Random } from './random.ts'

/** Divides with parts drawn together around their middles. */
export function disperse(
  division: Division,
  _positions: Float64Array,
  preset: Preset,
  random: Random,
  control: Control,
): Uint16Array {
  return divide(division, preset, random, control)
}
