/** What the sandbox counts. A number and its word come from here alone, so that none is doubled or left without its plural. */
export type Noun = 'customer' | 'grid' | 'cell' | 'stroke' | 'note' | 'change' | 'unit'

const classifiers: Readonly<Record<Noun, string>> = {
  customer: '个客户',
  grid: '个网格',
  cell: '个单元',
  stroke: '笔',
  note: '条提示',
  change: '处',
  unit: '处',
}

const words: Readonly<Record<Noun, readonly [one: string, many: string]>> = {
  customer: ['customer', 'customers'],
  grid: ['grid', 'grids'],
  cell: ['cell', 'cells'],
  stroke: ['stroke', 'strokes'],
  note: ['note', 'notes'],
  change: ['change', 'changes'],
  unit: ['unit', 'units'],
}

/** `count` is written already, in the digits of its language. */
export const countedChinese = (count: string, noun: Noun): string => `${count} ${classifiers[noun]}`

export const countedEnglish = (count: string, noun: Noun): string => `${count} ${words[noun][count === '1' ? 0 : 1]}`

/** The form of a verb or pronoun that goes with a count. */
export const agrees = (count: string, one: string, many: string): string => (count === '1' ? one : many)
