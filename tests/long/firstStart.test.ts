import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expectClosed } from '../integration/cli/serving.ts'
import { copyOfTemplate } from '../integration/databases.ts'

test('a first start makes the demo city, whose files are its user’s alone too', async () => {
  const dataDir = await copyOfTemplate()
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  await expectClosed(dataDir, 'demo')
  expect(existsSync(join(dataDir, 'demo-city'))).toBe(true)
})
