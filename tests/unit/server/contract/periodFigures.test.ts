import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contractFigures, figureDefinition, sumFigures } from '../../../../server/contract/figures.ts'
import { periodFigures } from '../../../../server/contract/periodFigures.ts'
import { normaliseName } from '../../../../server/data/nearestName.ts'
import { usualNames } from '../../../../server/data/usualNames.ts'

const root = join(import.meta.dirname, '../../../..')

test('the usual figures of a period are definitions like any other, and each name is of one of them', () => {
  for (const figure of periodFigures) expect(figureDefinition.parse(figure)).toEqual(figure)
  const names = [...sumFigures(contractFigures), ...periodFigures].flatMap(({ columns }) => columns.map(normaliseName))
  const others = Object.values(usualNames).flat().map(normaliseName)
  const doubled = names.filter((name, place) => names.indexOf(name) < place)
  expect(doubled).toEqual([])
  expect(
    periodFigures.flatMap(({ columns }) => columns.map(normaliseName)).filter((name) => others.includes(name)),
  ).toEqual([])
})

test('nothing but their table knows what they are', () => {
  const keys = periodFigures.map(({ key }) => key)
  const named = new RegExp(`['"\`.](?:${keys.filter((key) => key !== 'left').join('|')})\\b['"\`]`)
  const naming = globSync('{partition,server,web}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules/**', 'web/dist/**'],
  })
    .filter((path) => named.test(readFileSync(join(root, path), 'utf8')))
    .map((path) => path.replaceAll('\\', '/'))
  expect(naming).toEqual(['server/contract/periodFigures.ts'])
})
