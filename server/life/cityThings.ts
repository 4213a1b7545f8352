import type { Kysely } from 'kysely'
import { holdCells, type UnitCells } from '../cities/places/holdCells.ts'
import { siteCellsText, unitCellsText } from '../cities/places/store.ts'
import type { Listing } from '../contract/accounts.ts'
import type { Schema } from '../db/schema.ts'

/** A city's units and the sites of its accounts, as text that is read in a thread. */
export interface CityThings {
  readonly units: string
  readonly sites: string
}

/** Where only cells and figures are asked for. */
export const noThings: CityThings = { units: '[]', sites: '[]' }

export interface Thing {
  readonly cells: readonly number[]
}

export interface AccountCells extends Thing {
  readonly kind: Listing
  readonly id: string
}

export async function loadCityThings(db: Kysely<Schema>, cityId: number): Promise<CityThings> {
  return { units: await unitCellsText(db, cityId), sites: await siteCellsText(db, cityId) }
}

/** Units with the cells that each holds among those of its own kind, and accounts with the cells of their sites. */
export function readThings({ units, sites }: CityThings): { accounts: AccountCells[]; units: Thing[] } {
  const read = JSON.parse(units) as UnitCells[]
  return {
    units: [...Map.groupBy(read, ({ kind }) => kind).values()]
      .flatMap((ofKind) => holdCells(ofKind).cells)
      .filter((cells) => cells.length > 0)
      .map((cells) => ({ cells })),
    accounts: JSON.parse(sites) as AccountCells[],
  }
}
