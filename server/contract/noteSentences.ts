import type { Language } from './common.ts'

/** The numbers and names of a note, written for its reader. A key that is not there reads as an empty text. */
export interface NoteFacts {
  has(key: string): boolean
  /** a name as it is; for `weight` the word for customers or revenue */
  name(key: string): string
  number(key: string): number
  integer(key: string): string
  /** a whole number that is no detail itself */
  count(value: number): string
  /** of what `weight` names: customers, or money in the city's currency */
  amount(key: string): string
  percent(key: string): string
  deviation(key: string): string
  /** longitude and latitude of `lng` and `lat`, or of `toLng` and `toLat` */
  place(kind: 'from' | 'to'): string
}

/** A sentence and the details without which it cannot be said. */
export type Sentence = readonly [needs: readonly string[], say: (facts: NoteFacts) => string]
export type Sentences = Readonly<Record<string, Sentence>>

const place = ['lng', 'lat', 'toLng', 'toLat']
const heavy = ['share', 'tolerance', 'heavy']
const left = ['locked', 'parts', 'deviation', 'tolerance']

/** The average of the nearest number of grids, rounded so that a band that just takes it in makes so many. */
const nearestInBand = (d: NoteFacts): string =>
  d.count(d.number('average') > d.number('largest') ? Math.ceil(d.number('average')) : Math.floor(d.number('average')))

/** What the engine and the server note about a plan that was made; the codes are `NoteCode` in partition/solve/options.ts. */
export const noteSentences: Record<Language, Sentences> = {
  'zh-CN': {
    'island-linked': [
      place,
      (d) => `有一处岛屿不足以单独成为网格，已与最近的陆地相连：${d.place('from')} → ${d.place('to')}。`,
    ],
    'district-piece-linked': [
      [...place, 'district'],
      (d) =>
        `${d.name('district')}有一片与本区其他部分不相连、又不足以单独成为网格，已与本区相连：${d.place('from')} → ${d.place('to')}。`,
    ],
    'component-off-tolerance': [
      ['vertices', 'parts', 'deviation'],
      (d) =>
        `${d.has('district') ? d.name('district') : '有一片与其他地方不相连的区域'}（${d.integer('vertices')} 个单元）按规模分得 ${d.integer('parts')} 个网格，无论边界怎么画，都偏离平均值 ${d.deviation('deviation')}。`,
    ],
    'district-too-small': [
      ['district', 'deviation', 'tolerance'],
      (d) =>
        `${d.name('district')}（或其中不相连的一片）太小，单独成为一个网格仍偏离平均值 ${d.deviation('deviation')}；容差放宽到 ${d.percent('tolerance')} 即可，或允许跨区。`,
    ],
    'tolerance-missed': [
      ['deviation'],
      (d) =>
        d.has('grid')
          ? `${d.name('grid')}已锁定，保持原样，偏离目标 ${d.percent('deviation')}。`
          : `没有找到全部在容差以内的划分，最大偏差 ${d.percent('deviation')}。`,
    ],
    'weight-ignored': [
      ['weight'],
      (d) =>
        `${d.name('weight')}合计为${d.has('total') && d.number('total') !== 0 ? ` ${d.amount('total')}` : '零'}，无法均衡。`,
    ],
    'no-weight': [[], () => '没有可均衡的数据，各网格的单元数大致相同。'],
    'vertex-too-heavy': [
      heavy,
      (d) =>
        `有一个单元独占网格目标值的 ${d.percent('share')}，超过一个网格的上限（这样的单元共 ${d.integer('heavy')} 个）；可提高分辨率、减少网格数，或把容差放宽到 ${d.percent('tolerance')} 以上。`,
    ],
    'unit-too-heavy': [
      heavy,
      (d) =>
        `有一个整体单元独占网格目标值的 ${d.percent('share')}，超过一个网格的上限（共 ${d.integer('heavy')} 处）；可将其拆分、减少网格数，或把容差放宽到 ${d.percent('tolerance')} 以上。`,
    ],
    'locked-leave-too-little': [
      left,
      (d) =>
        `已锁定的 ${d.integer('locked')} 个网格占用过多，其余 ${d.integer('parts')} 个网格平均偏离 ${d.deviation('deviation')}；可解锁部分网格、减少网格数，或把容差放宽到 ${d.percent('tolerance')}。`,
    ],
    'locked-leave-too-much': [
      left,
      (d) =>
        `已锁定的 ${d.integer('locked')} 个网格占用过少，其余 ${d.integer('parts')} 个网格平均偏离 ${d.deviation('deviation')}；可解锁部分网格、增加网格数，或把容差放宽到 ${d.percent('tolerance')}。`,
    ],
    'budget-too-small': [
      ['budget', 'needed'],
      (d) => `最多只许调整 ${d.percent('budget')}，不足以达到容差；调整 ${d.percent('needed')} 的方案可以达到。`,
    ],
    'apart-not-met': [[], () => '有两个应当分开的单元仍在同一个网格里，没有找到既连通又能把它们分开的划分。'],
    'stopped-early': [['seconds'], (d) => `已按要求在 ${d.integer('seconds')} 秒后停止搜索；时间更长，方案可能更好。`],
  },
  en: {
    'island-linked': [
      place,
      (d) =>
        `An island too light for a grid of its own shares one with the nearest land: ${d.place('from')} → ${d.place('to')}.`,
    ],
    'district-piece-linked': [
      [...place, 'district'],
      (d) =>
        `A piece of ${d.name('district')} that lies apart and is too light for a grid of its own is linked to the rest of its district: ${d.place('from')} → ${d.place('to')}.`,
    ],
    'component-off-tolerance': [
      ['vertices', 'parts', 'deviation'],
      (d) =>
        `${d.has('district') ? d.name('district') : 'A separate piece'} (${d.integer('vertices')} cells) got ${d.integer('parts')} grids by its size; they are ${d.deviation('deviation')} off the average whatever their borders.`,
    ],
    'district-too-small': [
      ['district', 'deviation', 'tolerance'],
      (d) =>
        `${d.name('district')}, or a separate piece of it, is too small: as one grid it is ${d.deviation('deviation')} off the average. A tolerance of ${d.percent('tolerance')} would do, or letting grids cross districts.`,
    ],
    'tolerance-missed': [
      ['deviation'],
      (d) =>
        d.has('grid')
          ? `${d.name('grid')} is locked as it is, ${d.percent('deviation')} off its target.`
          : `No division within tolerance was found; the worst grid is off by ${d.percent('deviation')}.`,
    ],
    'weight-ignored': [
      ['weight'],
      (d) =>
        `There is nothing to balance in ${d.name('weight')}: the sum is ${d.has('total') && d.number('total') !== 0 ? d.amount('total') : 'zero'}.`,
    ],
    'no-weight': [[], () => 'There is nothing to balance; the grids have about equal numbers of cells.'],
    'vertex-too-heavy': [
      heavy,
      (d) =>
        `One cell alone holds ${d.percent('share')} of a grid's target, more than a grid may (cells like that: ${d.integer('heavy')}). Refine the resolution, ask for fewer grids, or raise the tolerance to at least ${d.percent('tolerance')}.`,
    ],
    'unit-too-heavy': [
      heavy,
      (d) =>
        `One keep-whole unit alone holds ${d.percent('share')} of a grid's target, more than a grid may (units like that: ${d.integer('heavy')}). Split it, ask for fewer grids, or raise the tolerance to at least ${d.percent('tolerance')}.`,
    ],
    'locked-leave-too-little': [
      left,
      (d) =>
        `The ${d.integer('locked')} locked grids leave too little: the other ${d.integer('parts')} are ${d.deviation('deviation')} off on average. Unlock some, ask for fewer grids, or raise the tolerance to ${d.percent('tolerance')}.`,
    ],
    'locked-leave-too-much': [
      left,
      (d) =>
        `The ${d.integer('locked')} locked grids leave too much: the other ${d.integer('parts')} are ${d.deviation('deviation')} off on average. Unlock some, ask for more grids, or raise the tolerance to ${d.percent('tolerance')}.`,
    ],
    'budget-too-small': [
      ['budget', 'needed'],
      (d) =>
        `At most ${d.percent('budget')} may move, which is too little to reach the tolerance; a plan that moves ${d.percent('needed')} reaches it.`,
    ],
    'apart-not-met': [
      [],
      () => 'Two cells that should not share a grid do; no connected division that keeps them apart was found.',
    ],
    'stopped-early': [
      ['seconds'],
      (d) => `The search was stopped after ${d.integer('seconds')} s, as asked; with more time the plan may be better.`,
    ],
  },
}

/** Why there is no plan; the reasons are `RefusalReason` in partition/solve/options.ts that a city's partition can meet. */
export const refusalSentences: Record<Language, Sentences> = {
  'zh-CN': {
    'too-many-components': [
      ['components', 'parts'],
      (d) =>
        `城市分成 ${d.integer('components')} 片互不相连的区域，每片至少要一个网格，而可用的网格只有 ${d.integer('parts')} 个；请增加网格数或允许跨区。`,
    ],
    'too-few-vertices': [
      ['cells', 'grids'],
      (d) => `城市只有 ${d.integer('cells')} 个单元，分不出 ${d.integer('grids')} 个网格。`,
    ],
    'no-part-count': [
      ['parts'],
      (d) =>
        d.has('grid')
          ? `${d.name('grid')}已锁定，而区间只容得下 ${d.integer('parts')} 个网格；请解锁一些或放宽区间。`
          : `${d.integer('total')} 个客户无法分成每个 ${d.integer('smallest')}–${d.integer('largest')} 个客户的网格：分成 ${d.integer('parts')} 个网格时平均 ${nearestInBand(d)} 个客户；请放宽范围，把它包含进来。`,
    ],
    'locked-not-connected': [['grid'], (d) => `${d.name('grid')}已锁定，但不连通或没有单元；请先解锁或修复。`],
    'locked-leave-no-part': [[], () => '锁定的网格太多，没有留下可划分的网格；请解锁一些或增加网格数。'],
    'budget-too-small': [
      ['budget', 'needed'],
      (d) => `仅补全现有方案就要调整 ${d.percent('needed')}，超过允许的 ${d.percent('budget')}；请提高调整上限。`,
    ],
  },
  en: {
    'too-many-components': [
      ['components', 'parts'],
      (d) =>
        `The city has ${d.integer('components')} separate pieces and each needs a grid of its own, more than the ${d.integer('parts')} there are. Ask for more grids, or let them cross districts.`,
    ],
    'too-few-vertices': [
      ['cells', 'grids'],
      (d) => `The city has ${d.integer('cells')} cells and cannot have ${d.integer('grids')} grids.`,
    ],
    'no-part-count': [
      ['parts'],
      (d) =>
        d.has('grid')
          ? `${d.name('grid')} is locked, and the band makes only ${d.integer('parts')} grids. Unlock some, or widen the band.`
          : `${d.integer('total')} customers make no whole number of grids of ${d.integer('smallest')} to ${d.integer('largest')}: as ${d.integer('parts')}, they would have ${nearestInBand(d)} on average. Widen the band to take that in.`,
    ],
    'locked-not-connected': [
      ['grid'],
      (d) => `${d.name('grid')} is locked, but is not connected or has no cells. Unlock or mend it first.`,
    ],
    'locked-leave-no-part': [[], () => 'The locked grids leave no grid to draw. Unlock some, or ask for more grids.'],
    'budget-too-small': [
      ['budget', 'needed'],
      (d) =>
        `Mending the plan as it is moves ${d.percent('needed')}, more than the ${d.percent('budget')} allowed. Raise the budget.`,
    ],
  },
}
