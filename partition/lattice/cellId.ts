import { isValidCell } from 'h3-js'
import { LatticeError } from './error.ts'

/** Reads an H3 cell from its hexadecimal form; throws `bad-cell` on anything else. */
export function parseCellId(hex: string): bigint {
  if (!/^[0-9a-f]{15}$/i.test(hex) || !isValidCell(hex)) {
    throw new LatticeError(
      'bad-cell',
      `'${hex}' is not an H3 cell: expected 15 hexadecimal digits such as 894ba0a4cbbffff`,
    )
  }
  return BigInt(`0x${hex}`)
}

/** Writes an H3 cell as h3-js does: 15 lower-case hexadecimal digits. */
export function formatCellId(id: bigint): string {
  return id.toString(16)
}
