/** A command of a plan's log as it is stored. */
export interface LogRow {
  readonly revision: number
  readonly commandId: string
  /** JSON text */
  readonly command: string
  readonly patch: Uint8Array
  /** [start, length] of the cells it left to others */
  readonly contested: readonly [start: number, length: number][] | null
  /** of the state after it; null of what version 0.1.0 wrote */
  readonly hash: number | null
  readonly lineageIds: readonly string[] | null
}
