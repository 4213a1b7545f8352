import { buildLattice, neighborTable } from '../../partition/index.ts'
import { share } from '../threads/share.ts'
import type { CityCells } from './cells.ts'

/** A city's cells as the database sends them: numbers in network byte order, page after page. */
export interface StoredCells {
  /** int8 */
  readonly ids: readonly Uint8Array[]
  /** float8 */
  readonly areas: readonly Uint8Array[]
  /** int4 of an admin area, -1 where there is none */
  readonly districts: readonly Uint8Array[]
  /** place of each district, by its id */
  readonly indexOfDistrict: ReadonlyMap<number, number>
}

/** The cells with their lattice, in shared memory; 0.3 s for half a million. */
export function buildCity(stored: StoredCells): Omit<CityCells, 'districts'> {
  const cellIds = new BigUint64Array(joined(stored.ids, 8))
  const lattice = buildLattice(cellIds)
  const districtOfCell = new Int32Array(joined(stored.districts, 4))
  districtOfCell.forEach((id, cell) => {
    districtOfCell[cell] = stored.indexOfDistrict.get(id) ?? -1
  })
  const areasKm2 = new Float64Array(joined(stored.areas, 8))
  return share({ lattice, neighbors: neighborTable(lattice), areasKm2, districtOfCell })
}

/** The pages in one memory, in this machine's byte order: like every machine that runs Node, a little-endian one. */
function joined(pages: readonly Uint8Array[], width: 4 | 8): ArrayBuffer {
  const memory = new ArrayBuffer(pages.reduce((sum, page) => sum + page.length, 0))
  const bytes = Buffer.from(memory)
  let end = 0
  for (const page of pages) {
    bytes.set(page, end)
    end += page.length
  }
  if (width === 8) bytes.swap64()
  else bytes.swap32()
  return memory
}
