/**
 * Lives through the days of a city from a given one on, until it is killed: each day is turned, a version is approved for the next, and an
 * owner decided on, and a file of owners is imported and decided on. Tells each act that is done.
 */
import { writeSync } from 'node:fs'
import { addDays } from '../../../server/base/civilDates.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { importOwners } from '../../../server/ownership/imports/importOwners.ts'
import { decideOwners, proposeOwner } from '../../../server/ownership/rows/proposals.ts'
import { publishCopy } from '../../integration/life/acts.ts'

const [place = '', first = ''] = process.argv.slice(2)
const database = await openDatabase(JSON.parse(place) as Parameters<typeof openDatabase>[0])
/** a transaction of some tenths of a second */
const importedRows = 100
let acts = 0
const tell = (what: string) => writeSync(1, `${acts++} ${what}\n`)
for (let day = first; ; day = addDays(day, 1)) {
  const acting = { actor: 'test', via: 'api', address: null, now: new Date(`${day}T04:00:00Z`) } as const
  const effectiveFrom = addDays(day, 1)
  await turnDays(database, acting.now)
  tell(`turned ${day}`)
  await publishCopy(database, 'killed', 'killed-1', effectiveFrom, acting)
  tell(`approved ${effectiveFrom}`)
  const id = Math.floor(acting.now.getTime() / 86_400_000) % 2 ? 'T1' : 'T2'
  const period = { layer: 'listed', subject: 'L', effectiveFrom, reason: 'as agreed' } as const
  const asked = { ...period, owner: { kind: 'team', id }, replace: false } as const
  const proposed = await proposeOwner(database, 'killed', asked, acting)
  await decideOwners(database, 'killed', proposed.id, { decision: 'approve' }, acting)
  tell(`owned ${effectiveFrom}`)
  const rows = Array.from({ length: importedRows }, (_, i) => `${day}-${i},team:T${1 + (i % 2)}`)
  const file = Buffer.from(`account,owner\n${rows.join('\n')}\n`)
  const options = { sourceName: `${day}.csv`, from: effectiveFrom, reason: 'as agreed' }
  const { ownerChange } = await importOwners(database, 'killed', file, options, acting)
  tell(`imported ${day}`)
  await decideOwners(database, 'killed', ownerChange.id, { decision: 'approve' }, acting)
  tell(`granted ${day}`)
}
