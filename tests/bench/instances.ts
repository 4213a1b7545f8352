import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchCity, type CitySpec, makeCity } from './generator.ts'
import { readMetisFile, writeMetisFile } from './metisFile.ts'

const strong = { seed: 1, arpu: 'strong', hasRiver: false, hasIsland: false } as const
const mild = { ...strong, arpu: 'mild' } as const

/** The named instances: s has an ARPU that varies strongly over the city, m mildly, r a river, i an island. */
export const specs = {
  s2k: { name: 's2k', cells: 2_000, resolution: 8, parts: 20, ...strong },
  s20k: { name: 's20k', cells: 20_000, resolution: 9, parts: 60, ...strong },
  s100k: { name: 's100k', cells: 100_000, resolution: 10, parts: 200, ...strong },
  s500k: { name: 's500k', cells: 500_000, resolution: 10, parts: 500, ...strong },
  m20k: { name: 'm20k', cells: 20_000, resolution: 9, parts: 60, ...mild },
  m100k: { name: 'm100k', cells: 100_000, resolution: 10, parts: 200, ...mild },
  r20k: { name: 'r20k', cells: 20_000, resolution: 9, parts: 60, ...strong, hasRiver: true },
  ri20k: { name: 'ri20k', cells: 20_000, resolution: 9, parts: 60, ...strong, hasRiver: true, hasIsland: true },
} satisfies Record<string, CitySpec>

export type InstanceName = keyof typeof specs

export interface Instance extends BenchCity {
  name: string
  parts: number
  /** METIS files with the customers alone, and with customers and revenue */
  oneWeightFile: string
  twoWeightFile: string
}

/**
 * A named instance: from NAME.w1.graph, NAME.w2.graph and NAME.xy of a directory where one is given, else made anew, with
 * its METIS files in the scratch directory.
 */
export function loadInstance(name: InstanceName, scratch: string, directory?: string): Instance {
  const { parts } = specs[name]
  const place = directory ?? scratch
  const oneWeightFile = join(place, `${name}.w1.graph`)
  const twoWeightFile = join(place, `${name}.w2.graph`)
  if (directory) {
    const graph = readMetisFile(twoWeightFile)
    const positionFile = join(directory, `${name}.xy`)
    const text = existsSync(positionFile) ? readFileSync(positionFile, 'latin1').trim() : ''
    const positions = Float64Array.from(text.split(/\s+/), Number)
    return { name, parts, graph, positions, cells: [], oneWeightFile, twoWeightFile }
  }
  const city = makeCity(specs[name])
  writeMetisFile(oneWeightFile, city.graph, city.graph.vertexWeights.slice(0, 1))
  writeMetisFile(twoWeightFile, city.graph, city.graph.vertexWeights)
  return { name, parts, ...city, oneWeightFile, twoWeightFile }
}
