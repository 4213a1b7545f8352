/** The lattice against h3-js: cells of points, neighbours, outlines. */
import { type BarResult, type Bench, verdict } from '../bench.ts'
import { measureLattice, NEIGHBORS, OUTLINES, POINTS } from '../lattice.ts'
import { median } from '../units.ts'

const GOALS = [
  { name: POINTS, must: 8, stretch: 14 },
  { name: NEIGHBORS, must: 2.5, stretch: 4 },
  { name: OUTLINES, must: 8, stretch: 12 },
]

export function measureLatticeBar(bench: Bench): BarResult {
  const rows = GOALS.map(({ name, must, stretch }) => {
    bench.progress(name)
    const [row] = measureLattice([name])
    const [own, peer] = [median(row!.own), median(row!.peer)]
    return {
      bar: 13,
      what: name,
      must: `${must} × faster`,
      stretch: `${stretch} ×`,
      ours: `${own.toFixed(0)} ms`,
      rival: `${peer.toFixed(0)} ms (h3-js ${row!.peerName})`,
      ratio: `${(peer / own).toFixed(1)} ×`,
      holds: verdict(-peer / own, -must, -stretch),
    }
  })
  return { rows }
}
