import type { Output } from './output.ts'

/** What each command gets: where to write, and how to end with a code other than 0 without failing. */
export interface Shell {
  readonly output: Output
  readonly endWith: (exitCode: number) => void
  /** what time it is */
  readonly clock: () => Date
}
