import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfTemplate } from '../databases.ts'
import { describeJourney } from './journey.ts'

describeJourney('embedded', async (cwd) => {
  const made = await copyOfTemplate()
  cpSync(made, join(cwd, 'data'), { recursive: true })
  rmSync(made, { recursive: true, force: true })
  return {}
})
