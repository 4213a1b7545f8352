import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const partition = join(import.meta.dirname, '../../../partition')

// What every machine rounds the same way; logarithms, powers and sines may differ in the last bit.
const EXACT = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']

const inexact = new RegExp(String.raw`\bMath\.(?!(?:PI|${EXACT.join('|')})\b)\w+|\*\*`, 'g')
const outside = /\b(?:Math\.random|Date|performance|crypto|process|Intl|toLocale\w+|localeCompare|setTimeout)\b/g
const imported = /\bfrom '([^'.][^']*)'|\bimport\('([^']*)'\)/g

/** What of `pattern` is found in the sources of some folders, comments aside, as 'file: match'. */
function findIn(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap((folder) =>
    globSync(join(partition, folder, '*.ts')).flatMap((file) => {
      const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
      return Array.from(code.matchAll(pattern), ([match]) => `${file.slice(partition.length + 1)}: ${match}`)
    }),
  )
}

describe('the sources of the engine', () => {
  it('are found', () => {
    expect(findIn(['**'], /\bexport function solve\b/g)).toEqual(['solve.ts: export function solve'])
  })

  it('use no arithmetic that differs between machines where a plan is made', () => {
    // what judges a plan makes none
    const found = findIn(['.', 'divide/**', 'rules/**'], inexact)
    expect(found.filter((one) => !one.startsWith('verify.ts'))).toEqual([])
  })

  it('know no clock, no chance, no language and no machine', () => {
    expect(findIn(['**'], outside)).toEqual([])
  })

  it('import h3-js and one another alone', () => {
    expect(findIn(['**'], imported).filter((found) => !found.endsWith("from 'h3-js'"))).toEqual([])
  })
})
