import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long and do not look it: without times of an earlier run, larger files come first. */
export const longFiles: readonly string[] = [
  'tests/e2e/screens.test.ts',
  'tests/e2e/gridMenu.test.ts',
  'tests/e2e/undo.test.ts',
  'tests/integration/api/fuzz.test.ts',
  'tests/integration/recount/everyChange.test.ts',
  'tests/integration/db/outage.test.ts',
  'tests/integration/db/slowServer.test.ts',
  'tests/integration/cli/journeyPostgres.test.ts',
  'tests/integration/cli/serve.test.ts',
  'tests/integration/recount/namedDamage.test.ts',
  'tests/integration/db/plainTables.test.ts',
  'tests/unit/fixtures/demoCity.test.ts',
  'tests/unit/partition/divide/small/regroup.test.ts',
  'tests/unit/partition/divide/movement/rebalance.test.ts',
]

/** Starts the long files of a project first, so that no core waits at the end for the last of them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longFiles.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'))
      return place < 0 ? longFiles.length : place
    }
    const projects: string[] = []
    const sorted = await super.sort(files)
    for (const { project } of sorted) if (!projects.includes(project.name)) projects.push(project.name)
    return sorted.toSorted(
      (a, b) => projects.indexOf(a.project.name) - projects.indexOf(b.project.name) || rank(a) - rank(b),
    )
  }
}
