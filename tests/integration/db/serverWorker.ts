/** The API over the database that the environment names, in a process of its own; tells its address in one line. */
import type { AddressInfo } from 'node:net'
import { loadConfig } from '../../../server/base/config.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { buildApp } from '../../../server/start/app.ts'

const config = loadConfig({ RATE_LIMIT: '1000000', ...process.env })
const database = await openDatabase(config)
const app = await buildApp({ config, database })
await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}\n`)
process.once('SIGTERM', async () => {
  await app.close()
  await database.close()
  process.exit()
})
