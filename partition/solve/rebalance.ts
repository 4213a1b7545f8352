import type { Control } from './control.ts'
import type { Division } from './division.ts'
import type { Preset } from './presets.ts'
import type { Random } from './random.ts'

/** Brings `division.start` within bounds with little movement. */
export function rebalance(
  division: Division,
  _moveCosts: Float64Array,
  _budget: number,
  _preset: Preset,
  _random: Random,
  _control: Control,
): Uint16Array {
  return division.start!.slice()
}
