import { setImmediate } from 'node:timers/promises'
import type { AreaIndex } from '../cities/areaIndex.ts'
import type { Crs } from '../contract/common.ts'
import type { CrsSuspect } from '../contract/dataNotes.ts'
import { shiftMetres, toWgs84 } from '../coordinates/toWgs84.ts'
import type { SampledPoint } from './pointSample.ts'

/**
 * Does another CRS than the stated one fit the data better?
 *
 * GCJ-02 and BD-09 move every point by hundreds of metres, which shows only where a line is crossed: a district's, or the city's own.
 * Each point is read three ways (as WGS 84, GCJ-02, BD-09) and fits a reading when it lies in the district its row states, or, in a file
 * without usable districts, inside the service area at all. Two readings are compared by the points on which they disagree: were both
 * equally good, either would win half of them, so the sign test gives the chance of the observed split. Points that fit both or
 * neither (a station in another province) say nothing and do not enter.
 *
 * Measured on Shanghai. 2,769 base stations that are BD-09, read as WGS 84: 11 distinct points lie outside that BD-09 puts inside, 1 the other
 * way (p = 0.003). Whole cells instead of the boundary line cannot tell (37 against 36 outside). 43,832 places that are WGS 84, with
 * districts: stated as GCJ-02 or BD-09, p < 1e-300; stated as WGS 84, no alternative wins. Tried and dropped: digits of the
 * coordinates (all three conversions are published with 6 decimals) and the distance of inside points to the boundary line (the
 * three readings differ by less than the spread of any one).
 */
const readings: readonly Crs[] = ['wgs84', 'gcj02', 'bd09']
/** Two alternatives are looked at, so a correct file is suspected in less than 1 % of cases by chance. */
const significance = 0.005
/** With very many points a boundary drawn a little off would be "significant" too: the winner must win at least 3 to 1. */
const minimumRatio = 3
const minimumDistrictPoints = 100
const portion = 2_000

export interface CrsCheckInput {
  readonly stated: Crs
  readonly points: readonly SampledPoint[]
  readonly areas: AreaIndex
  /** names and codes of the areas, parallel to the index */
  readonly districts: readonly { readonly code: string; readonly name: string }[]
}

/**
 * Null when the stated CRS fits as well as any, or the data cannot tell.
 * Some 10 µs a point, in portions, so that a server goes on answering.
 */
export async function checkCrs({ stated, points, areas, districts }: CrsCheckInput): Promise<CrsSuspect | null> {
  const areaByLabel = new Map(
    districts.flatMap(({ code, name }, i) => [code, name, shortName(name)].map((label) => [label, i] as const)),
  )
  const wanted = points.map(({ district }) =>
    district === null ? undefined : (areaByLabel.get(district) ?? areaByLabel.get(shortName(district))),
  )
  const basis = wanted.filter((area) => area !== undefined).length >= minimumDistrictPoints ? 'district' : 'boundary'

  // Bit r of a point is set when it fits reading r.
  const compared: number[] = []
  for (const [i, point] of points.entries()) {
    if (i % portion === 0) await setImmediate()
    if (basis === 'district' && wanted[i] === undefined) continue
    let bits = 0
    for (const [r, crs] of readings.entries()) {
      const [lng, lat] = toWgs84(point.lon, point.lat, crs)
      const area = areas.find(lng, lat)
      if (basis === 'district' ? area === wanted[i] : area >= 0) bits |= 1 << r
    }
    compared.push(bits)
  }

  const onlyFirst = (a: Crs, b: Crs) => compared.filter((bits) => fits(bits, a) && !fits(bits, b)).length
  const clearlyBetter = (a: Crs, b: Crs) => {
    const better = onlyFirst(a, b)
    const worse = onlyFirst(b, a)
    return better >= minimumRatio * worse && signTest(better, worse) < significance
  }
  const count = (crs: Crs) => compared.filter((bits) => fits(bits, crs)).length
  const candidates = readings
    .filter((crs) => crs !== stated && clearlyBetter(crs, stated))
    .sort((a, b) => count(b) - count(a))
  const [best, other] = candidates
  if (best === undefined) return null
  const suggested = other === undefined || clearlyBetter(best, other) ? [best] : [best, other]
  const better = onlyFirst(best, stated)
  const worse = onlyFirst(stated, best)
  const chance = signTest(better, worse)
  return {
    code: 'crs-suspect',
    stated,
    suggested,
    basis,
    points: compared.length,
    fits: { wgs84: count('wgs84'), gcj02: count('gcj02'), bd09: count('bd09') },
    better,
    worse,
    chance,
    metres: meanShift(points, stated, best),
  }
}

function fits(bits: number, crs: Crs): boolean {
  return ((bits >> readings.indexOf(crs)) & 1) === 1
}

/** Beijing's 东城 and 东城区 are one. */
function shortName(name: string): string {
  return name.length > 2 ? name.replace(/(自治县|新区|区|县|市)$/, '') : name
}

/** One-sided sign test: the chance that of n = better + worse fair coins at least `better` fall one way. */
export function signTest(better: number, worse: number): number {
  const n = better + worse
  let logTerm = -n * Math.LN2
  let sum = 0
  // Terms C(n, k)/2^n for k = 0..worse: the same tail seen from the other side, and the shorter one.
  for (let k = 0; k <= worse; k++) {
    sum += Math.exp(logTerm)
    logTerm += Math.log((n - k) / (k + 1))
  }
  return Math.min(1, sum)
}

function meanShift(points: readonly SampledPoint[], a: Crs, b: Crs): number {
  const sample = points.slice(0, 100)
  const metres = sample.reduce((sum, { lon, lat }) => sum + shiftMetres(lon, lat, a, b), 0)
  return metres / Math.max(1, sample.length)
}
