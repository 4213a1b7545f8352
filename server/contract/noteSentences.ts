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
const heavy = ['share', 'heavy']
const left = ['locked', 'parts', 'deviation']

/** What would help, as a list of alternatives; undefined where it would not. */
function oneOfZh(...remedies: readonly (string | undefined)[]): string {
  const said = remedies.filter((remedy) => remedy !== undefined)
  return said.length > 1 ? `${said.slice(0, -1).join('、')}，或${said.at(-1)}` : said.join('')
}

function oneOfEn(...remedies: readonly (string | undefined)[]): string {
  const said = remedies.filter((remedy) => remedy !== undefined)
  const text = said.length > 1 ? `${said.slice(0, -1).join(', ')}, or ${said.at(-1)}` : said.join('')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function heavyRemediesZh(d: NoteFacts, first: string): string {
  return oneOfZh(
    first,
    d.has('parts') ? `把网格数减到 ${d.integer('parts')} 个以内` : undefined,
    d.has('largest') ? `把范围上限放宽到 ${d.integer('largest')}` : undefined,
    d.has('tolerance') ? `把容差放宽到 ${d.percent('tolerance')} 以上` : undefined,
  )
}

function heavyRemediesEn(d: NoteFacts, first: string): string {
  return oneOfEn(
    first,
    d.has('parts') ? `ask for at most ${d.integer('parts')} grids` : undefined,
    d.has('largest') ? `widen the band up to ${d.integer('largest')}` : undefined,
    d.has('tolerance') ? `raise the tolerance to at least ${d.percent('tolerance')}` : undefined,
  )
}

function leftRemediesZh(d: NoteFacts, ask: string): string {
  return oneOfZh(
    '解锁部分网格',
    d.has('canAsk') ? ask : undefined,
    d.has('tolerance') ? `把容差放宽到 ${d.percent('tolerance')}` : undefined,
  )
}

function leftRemediesEn(d: NoteFacts, ask: string): string {
  return oneOfEn(
    'unlock some',
    d.has('canAsk') ? ask : undefined,
    d.has('tolerance') ? `raise the tolerance to ${d.percent('tolerance')}` : undefined,
  )
}

const whereZh = (d: NoteFacts) => (d.has('lng') ? `${d.place('from')} 处` : '')
const whereEn = (d: NoteFacts) => (d.has('lng') ? ` at ${d.place('from')}` : '')
const othersZh = (d: NoteFacts) =>
  d.has('others') ? `其余网格按扣除后的平均值（原目标值的 ${d.percent('others')}）均衡。` : ''
const othersEn = (d: NoteFacts) =>
  d.has('others') ? ` The other grids were balanced around what is left for each, ${d.percent('others')} of it.` : ''

/** The average of the nearest number of grids, rounded so that a band that just takes it in makes so many. */
const nearestInBand = (d: NoteFacts): string =>
  d.count(d.number('average') > d.number('largest') ? Math.ceil(d.number('average')) : Math.floor(d.number('average')))

/** What the engine and the server note about a plan that was made; the codes are `NoteCode` in partition/rules/ask/options.ts. */
export const noteSentences: Record<Language, Sentences> = {
  'zh-CN': {
    'islands-linked': [
      ['islands', 'places', 'km'],
      (d) =>
        `${d.integer('islands')} 处小岛不足以单独成为网格，已各与最近的陆地同属一个网格：${d.name('places')}；最长的连接 ${d.name('km')} 公里。`,
    ],
    'district-pieces-linked': [
      ['pieces', 'places', 'km'],
      (d) =>
        `${d.integer('pieces')} 片区域与本区其他部分不相连、又不足以单独成为网格，已各与本区相连：${d.name('places')}；最长的连接 ${d.name('km')} 公里。`,
    ],
    'pieces-linked': [
      ['links', 'places', 'km'],
      (d) =>
        `较大的岛屿或陆地单独划分时，整数个网格无法落在容差以内，因此启用了 ${d.integer('links')} 条建议的跨水连接，使其可以同属一个网格：${d.name('places')}；最长 ${d.name('km')} 公里。请用 shapan city links 确认或否决；规则 small-islands 不启用这些连接。`,
    ],
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
      ['district', 'deviation'],
      (d) =>
        `${d.name('district')}（或其中不相连的一片）太小，单独成为一个网格仍偏离平均值 ${d.deviation('deviation')}；${d.has('tolerance') ? `容差放宽到 ${d.percent('tolerance')} 即可，或允许跨区` : '可允许跨区'}。`,
    ],
    'tolerance-missed': [
      ['deviation'],
      (d) =>
        d.has('grid')
          ? `${d.name('grid')}已锁定，保持原样，偏离目标 ${d.percent('deviation')}。`
          : `${d.has('searches') ? `搜索了 ${d.integer('searches')} 次，` : ''}没有找到全部在容差以内的划分，最大偏差 ${d.percent('deviation')}。`,
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
        `${whereZh(d)}有一个单元独占网格目标值的 ${d.percent('share')}，超过一个网格的上限（这样的单元共 ${d.integer('heavy')} 个）。${othersZh(d)}可${heavyRemediesZh(d, '提高分辨率')}。`,
    ],
    'unit-too-heavy': [
      heavy,
      (d) =>
        `${whereZh(d)}有一个整体单元独占网格目标值的 ${d.percent('share')}，超过一个网格的上限（共 ${d.integer('heavy')} 处）。${othersZh(d)}可${heavyRemediesZh(d, '将其拆分')}。`,
    ],
    'locked-leave-too-little': [
      left,
      (d) =>
        `已锁定的 ${d.integer('locked')} 个网格占用过多，其余 ${d.integer('parts')} 个网格平均偏离 ${d.deviation('deviation')}；可${leftRemediesZh(d, '减少网格数')}。`,
    ],
    'locked-leave-too-much': [
      left,
      (d) =>
        `已锁定的 ${d.integer('locked')} 个网格占用过少，其余 ${d.integer('parts')} 个网格平均偏离 ${d.deviation('deviation')}；可${leftRemediesZh(d, '增加网格数')}。`,
    ],
    'budget-too-small': [
      ['budget', 'needed'],
      (d) =>
        d.has('partly')
          ? `最多只许调整 ${d.percent('budget')}，不足以让网格尽可能均衡；调整 ${d.percent('needed')} 的方案可以做到。`
          : `最多只许调整 ${d.percent('budget')}，不足以达到容差；调整 ${d.percent('needed')} 的方案可以达到。`,
    ],
    'apart-not-met': [[], () => '有两个应当分开的单元仍在同一个网格里，没有找到既连通又能把它们分开的划分。'],
    'stopped-early': [['seconds'], (d) => `已按要求在 ${d.integer('seconds')} 秒后停止搜索；时间更长，方案可能更好。`],
  },
  en: {
    'islands-linked': [
      ['islands', 'places', 'km'],
      (d) =>
        `Small islands too light for a grid of their own, ${d.integer('islands')} of them, share one with the nearest shore: ${d.name('places')}; the longest link is ${d.name('km')} km.`,
    ],
    'district-pieces-linked': [
      ['pieces', 'places', 'km'],
      (d) =>
        `Small pieces of districts that lie apart, ${d.integer('pieces')} of them, share a grid with the rest of their district: ${d.name('places')}; the longest link is ${d.name('km')} km.`,
    ],
    'pieces-linked': [
      ['links', 'places', 'km'],
      (d) =>
        `No whole number of grids fits larger pieces of land within the tolerance, so they may share grids by proposed links, ${d.integer('links')} of them, up to ${d.name('km')} km: ${d.name('places')}. Confirm or refuse them by shapan city links; the rule small-islands does without.`,
    ],
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
      ['district', 'deviation'],
      (d) =>
        `${d.name('district')}, or a separate piece of it, is too small: as one grid it is ${d.deviation('deviation')} off the average. ${d.has('tolerance') ? `A tolerance of ${d.percent('tolerance')} would do, or letting grids cross districts` : 'Letting grids cross districts would do'}.`,
    ],
    'tolerance-missed': [
      ['deviation'],
      (d) =>
        d.has('grid')
          ? `${d.name('grid')} is locked as it is, ${d.percent('deviation')} off its target.`
          : `${d.has('searches') ? `None of ${d.integer('searches')} searches found a division within tolerance` : 'No division within tolerance was found'}; the worst grid is off by ${d.percent('deviation')}.`,
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
        `One cell${whereEn(d)} alone holds ${d.percent('share')} of a grid's target, more than a grid may (cells like that: ${d.integer('heavy')}).${othersEn(d)} ${heavyRemediesEn(d, 'refine the resolution')}.`,
    ],
    'unit-too-heavy': [
      heavy,
      (d) =>
        `One keep-whole unit${whereEn(d)} alone holds ${d.percent('share')} of a grid's target, more than a grid may (units like that: ${d.integer('heavy')}).${othersEn(d)} ${heavyRemediesEn(d, 'split it')}.`,
    ],
    'locked-leave-too-little': [
      left,
      (d) =>
        `The ${d.integer('locked')} locked grids leave too little: the other ${d.integer('parts')} are ${d.deviation('deviation')} off on average. ${leftRemediesEn(d, 'ask for fewer grids')}.`,
    ],
    'locked-leave-too-much': [
      left,
      (d) =>
        `The ${d.integer('locked')} locked grids leave too much: the other ${d.integer('parts')} are ${d.deviation('deviation')} off on average. ${leftRemediesEn(d, 'ask for more grids')}.`,
    ],
    'budget-too-small': [
      ['budget', 'needed'],
      (d) =>
        d.has('partly')
          ? `At most ${d.percent('budget')} may move, which is too little to balance the grids as far as they can be; a plan that moves ${d.percent('needed')} does.`
          : `At most ${d.percent('budget')} may move, which is too little to reach the tolerance; a plan that moves ${d.percent('needed')} reaches it.`,
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

/** Why there is no plan; the reasons are `RefusalReason` in partition/rules/ask/options.ts that a city's partition can meet. */
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
          : `${d.has('heavy') ? `除去 ${d.integer('heavy')} 个本身已超过范围上限的单元，` : ''}${d.integer('total')} 个客户无法分成每个 ${d.integer('smallest')}–${d.integer('largest')} 个客户的网格：分成 ${d.integer('parts')} 个网格时平均 ${nearestInBand(d)} 个客户；请放宽范围，把它包含进来。`,
    ],
    'nothing-to-band': [[], () => '城市中没有客户，无法按客户数范围划分网格；请改为指定网格数。'],
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
          : `${d.has('heavy') ? `Besides what is too heavy for the band (cells like that: ${d.integer('heavy')}), ` : ''}${d.integer('total')} customers make no whole number of grids of ${d.integer('smallest')} to ${d.integer('largest')}: as ${d.integer('parts')}, they would have ${nearestInBand(d)} on average. Widen the band to take that in.`,
    ],
    'nothing-to-band': [
      [],
      () => 'The city has no customers, so there is nothing for a size band to count. Ask for a number of grids.',
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
