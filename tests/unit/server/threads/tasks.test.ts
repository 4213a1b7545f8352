import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { Task } from '../../../../server/threads/task.ts'

const root = resolve(import.meta.dirname, '../../../..')

test('each task is found by a thread in the file it names, and is the only one of its name', async () => {
  const files = globSync('server/**/tasks.ts', { cwd: root, exclude: ['**/node_modules/**'] })
  const names: string[] = []
  for (const file of files) {
    const module = pathToFileURL(resolve(root, file)).href
    const { tasks } = (await import(module)) as { tasks: Record<string, Task<never, unknown>> }
    for (const [name, task] of Object.entries(tasks)) {
      expect(task).toMatchObject({ name, module })
      names.push(name)
    }
  }
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
