export interface SampledPoint {
  readonly lon: number
  readonly lat: number
  readonly district: string | null
}

/**
 * A sample of the distinct points of a stream, in constant memory: those with the smallest hashes. It depends on the set of
 * points only, neither on their order nor on chance, and a building with a thousand customers counts once.
 */
export interface PointSample {
  add(lon: number, lat: number, district: string | null): void
  points(): SampledPoint[]
}

interface Hashed extends SampledPoint {
  readonly hash: number
}

export function pointSample(size = 50_000): PointSample {
  let kept: Hashed[] = []
  let limit = 2 ** 32
  const bits = new Float64Array(2)
  const words = new Uint32Array(bits.buffer)

  const compact = () => {
    kept.sort((a, b) => a.hash - b.hash || a.lon - b.lon || a.lat - b.lat || compareText(a.district, b.district))
    kept = kept.filter((point, i) => {
      const before = kept[i - 1]
      return before?.lon !== point.lon || before.lat !== point.lat || before.district !== point.district
    })
    if (kept.length <= size) return
    kept.length = size
    limit = (kept.at(-1) as Hashed).hash
  }

  return {
    add(lon, lat, district) {
      bits[0] = lon
      bits[1] = lat
      let hash = 0x9e3779b9
      for (const word of words) hash = mix(hash ^ word)
      hash >>>= 0
      if (hash > limit) return
      kept.push({ hash, lon, lat, district })
      if (kept.length >= 2 * size) compact()
    },
    points() {
      compact()
      return kept
    },
  }
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain). */
function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function compareText(a: string | null, b: string | null): number {
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1
}
