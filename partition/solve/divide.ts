import type { Control } from './control.ts'
import type { Division } from './division.ts'
import { divideComponent } from './driver.ts'
import type { Preset } from './presets.ts'
import type { Random } from './random.ts'

/**
 * Divides one connected graph into connected, non-empty parts within their bounds, from `division.start` where there is
 * one. Parts differ in their bounds only as far as `start` says which is which.
 */
export function divide(division: Division, preset: Preset, random: Random, control: Control): Uint16Array {
  if (division.start) return division.start.slice()
  const { graph, partCount, scale, lower, upper } = division
  const weightCount = graph.vertexWeights.length
  const band = { lower: lower.slice(0, weightCount), upper: upper.slice(0, weightCount), scale }
  return divideComponent(graph, partCount, band, preset, random, control)
}
