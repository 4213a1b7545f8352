/** Changes a city's links, one change after the other from a given one on, and tells each that is done, until it is killed. */
import { writeSync } from 'node:fs'
import { removeLink, stateLinks } from '../../../server/cities/links/cityLinks.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { changeOf } from './linkChanges.ts'

const [place = '', first = '0'] = process.argv.slice(2)
const database = await openDatabase(JSON.parse(place) as Parameters<typeof openDatabase>[0])
for (let n = Number(first); ; n++) {
  const change = changeOf(n)
  if (change.kind === 'state') {
    const links = change.links.map(({ name, ...link }) => ({ ...link, ...(name !== null && { name }) }))
    await stateLinks(database, 'killed', links)
  } else {
    await removeLink(database, 'killed', `${change.link.a}-${change.link.b}`)
  }
  writeSync(1, `${n}\n`)
}
