export interface Measured {
  /** as the server's routes have it: `GET /api/cities/:city/plans` */
  readonly operation: string
  /** of the row in the table: the operation, shortened, and which of its ways */
  readonly name: string
  /** how often: what is made once (a cold start, a stroke) is asked for once */
  readonly rounds: number
  /** answers the status */
  readonly send: () => Promise<number>
}

/** `GET …/cells, first` for `GET /api/cities/:city/cells`. */
export function measured(operation: string, what: string, rounds: number, send: () => Promise<number>): Measured {
  const short = operation.replace(/\/api\/(?:cities\/:city|plans\/:plan)\//, '…/').replaceAll(/:(\w+)/g, '{$1}')
  return { operation, name: what === '' ? short : `${short}, ${what}`, rounds, send }
}
