import { z } from 'zod'

/** Rules of a partition that go by a city's lists of outlets and accounts. */
export const listRules = {
  outletCentres: z
    .literal(true)
    .optional()
    .describe(
      'own outlets that are open are centres: of those that a grid can be found for, each lies in one of its own',
    ),
  keyAccounts: z
    .literal('own-grid')
    .optional()
    .describe(
      "`own-grid`: the cells of a key account's sites are a grid of its own, each connected group of them, beside the number of grids asked for",
    ),
  listedAccounts: z
    .literal('leave')
    .optional()
    .describe(
      '`leave`: what listed accounts have is taken out of what is balanced, by their ids in the data or as the file of accounts says',
    ),
}
