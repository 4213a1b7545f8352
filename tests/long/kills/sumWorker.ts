/** Imports a file of repeated ids, which are added up, and tells each stage that it reaches, and the snapshot when it is done. */
import { writeSync } from 'node:fs'
import { importFile } from '../../../server/data/importFile.ts'
import { openDatabase } from '../../../server/db/database.ts'

const [place = '', file = ''] = process.argv.slice(2)
const database = await openDatabase(JSON.parse(place) as Parameters<typeof openDatabase>[0])
let told = ''
const { snapshotId } = await importFile(database, 'killed', file, {
  crs: 'wgs84',
  duplicates: 'sum',
  onProgress: ({ stage }) => {
    if (stage !== told) writeSync(1, `${stage}\n`)
    told = stage
  },
})
writeSync(1, `done ${snapshotId}\n`)
setInterval(() => {}, 1000)
