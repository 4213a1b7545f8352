import type { SolveNote } from '../../partition/index.ts'
import { listNotes } from './listSentences.ts'
import type { PlanNote } from './planNotes.ts'
import {
  type CityWords,
  capital,
  counted,
  eitherEn,
  eitherZh,
  type GraphWords,
  type NoteSentences,
  percentOf,
  percentUp,
  type WithCode,
} from './sentences.ts'

type Plan<C extends PlanNote['code']> = WithCode<PlanNote, C>
type Engine<C extends SolveNote['code']> = WithCode<SolveNote, C>
type Heavy = Plan<'vertex-too-heavy' | 'unit-too-heavy'>
type LockedLeave = Plan<'locked-leave-too-little' | 'locked-leave-too-much'>

const heavyZh = (n: Heavy, w: CityWords, what: string, like: string, first: string) =>
  `${n.at ? `${w.place(n.at)} 处` : ''}有一个${what}独占网格目标值的 ${w.percent(n.share)}，超过一个网格的上限（${like} ${w.integer(n.heavy)} 个）。${
    n.others === undefined ? '' : `其余网格按扣除后的平均值（原目标值的 ${w.percent(n.others)}）均衡。`
  }可${eitherZh(
    first,
    n.grids === undefined ? undefined : `把网格数减到 ${w.integer(n.grids)} 个以内`,
    n.largest === undefined
      ? undefined
      : `把规模区间上限放宽到 ${w.integer(n.largest)}${n.budget === undefined ? '' : '并提高调整上限'}`,
    n.tolerance === undefined ? undefined : `把容差放宽到 ${w.percent(n.tolerance)} 以上`,
  )}。`

const heavyEn = (n: Heavy, w: CityWords, what: string, first: string) =>
  `One ${what}${n.at ? ` at ${w.place(n.at)}` : ''} alone holds ${w.percent(n.share)} of a grid's target, more than a grid may${
    n.heavy > 1 ? `, as ${w.integer(n.heavy - 1)} more ${n.heavy > 2 ? 'do' : 'does'}` : ''
  }.${
    n.others === undefined
      ? ''
      : ` The other grids were balanced around what is left for each, ${w.percent(n.others)} of it.`
  } ${capital(
    eitherEn(
      first,
      n.grids === undefined ? undefined : `ask for at most ${counted(n.grids, 'grid', w)}`,
      n.largest === undefined
        ? undefined
        : `widen the band up to ${w.integer(n.largest)}${n.budget === undefined ? '' : ' and raise the budget'}`,
      n.tolerance === undefined ? undefined : `raise the tolerance to at least ${w.percent(n.tolerance)}`,
    ),
  )}.`

const heavyGraph = (n: Engine<'vertex-too-heavy' | 'unit-too-heavy'>, what: string, first: string) =>
  `${what} alone holds ${percentOf(n.share)} of a part's target, more than a part may${
    n.heavy > 1 ? `, as ${n.heavy - 1} more do` : ''
  }; ${
    n.others === undefined
      ? ''
      : `the other parts were balanced around the ${percentOf(n.others)} of it that is left for each; `
  }${eitherEn(
    first,
    n.parts === undefined ? undefined : `ask for at most ${n.parts} parts`,
    n.largest === undefined
      ? undefined
      : `widen the band up to ${n.largest}${n.budget === undefined ? '' : ' and raise the budget'}`,
    n.tolerance === undefined ? undefined : `raise the tolerance to at least ${percentUp(n.tolerance)}`,
  )} (this plan is within ${percentUp(n.reached)})`

type Unlocking = Pick<LockedLeave, 'stuck' | 'budget'>
const unlockEn = ({ stuck, budget }: Unlocking) =>
  stuck === 'band'
    ? 'widen the band'
    : `${stuck === 'pins' ? 'unlock and unpin' : 'unlock'} some${budget === undefined ? '' : ' and raise the budget'}`
const unlockZh = ({ stuck, budget }: Unlocking) =>
  stuck === 'band'
    ? '放宽规模区间'
    : `解锁${stuck === 'pins' ? '并取消固定' : ''}部分网格${budget === undefined ? '' : '并提高调整上限'}`

const lockedZh = (n: LockedLeave, w: CityWords, taken: string, ask: string) =>
  `已锁定的 ${w.integer(n.locked)} 个网格占用${taken}，其余 ${w.integer(n.grids)} 个网格平均偏离 ${w.deviation(n.deviation)}；可${eitherZh(
    unlockZh(n),
    n.askFor === undefined ? n.canAsk && ask : `改分成 ${w.integer(n.askFor)} 个网格`,
    n.tolerance === undefined ? undefined : `把容差放宽到 ${w.percent(n.tolerance)}`,
  )}。`

const lockedEn = (n: LockedLeave, w: CityWords, left: string, ask: string) =>
  `The locked grids (${w.integer(n.locked)}) leave too ${left}: the other ${counted(n.grids, 'grid', w)} would be ${w.deviation(n.deviation)} off on average. ${capital(
    eitherEn(
      unlockEn(n),
      n.askFor === undefined ? n.canAsk && ask : `ask for ${counted(n.askFor, 'grid', w)}`,
      n.tolerance === undefined ? undefined : `raise the tolerance to ${w.percent(n.tolerance)}`,
    ),
  )}.`

const lockedGraph = (n: Engine<'locked-leave-too-little' | 'locked-leave-too-much'>) =>
  `the ${n.locked} locked parts leave ${percentOf(1 + n.deviation)} of what the other ${n.parts} parts should have, so these are ${percentOf(n.deviation)} off on average; ${eitherEn(
    unlockEn(n),
    n.askFor === undefined ? undefined : `ask for ${n.askFor} parts`,
    n.tolerance === undefined ? undefined : `raise the tolerance to ${percentUp(n.tolerance)}`,
  )}`

const pieceGraph = (n: Engine<'component-off-tolerance' | 'district-too-small'>, what: string) =>
  `${what} weighs ${Math.round(n.weighs * 100) / 100} parts and got ${n.parts} of ${n.partsOfAll} parts by weight; they are ${percentOf(n.deviation)} off the average${
    n.weight === undefined ? '' : ` of weight ${n.weight + 1}`
  } whatever their borders${n.tolerance === undefined ? '' : `; a tolerance of ${percentUp(n.tolerance)} would do`}`

const vertices = ({ vertices: count, exampleVertex }: { vertices: number; exampleVertex: number }, w: GraphWords) =>
  `${count} vertices, ${w.vertex(exampleVertex)} among them,`

const countsZh = ({ places, more }: Plan<'islands-linked' | 'district-pieces-linked'>, w: CityWords) =>
  `${places.map(({ name, count }) => `${name} ${w.integer(count)} 处`).join('、')}${more ? `，另有 ${w.integer(more)} 个地方` : ''}`

const countsEn = ({ places, more }: Plan<'islands-linked' | 'district-pieces-linked'>, w: CityWords) =>
  `${places.map(({ name, count }) => `${name} ${w.integer(count)}`).join(', ')}${more ? `, and ${w.integer(more)} more places` : ''}`

const listed = ({ places, more }: Plan<'pieces-linked'>, separator: string, kilometres: string, others: string) =>
  `${places.map(({ names, km }) => `${names.join('–')} ${km} ${kilometres}`).join(separator)}${more ? others : ''}`

type Kept = Plan<'units-kept'>
const notKeptZh: Readonly<Record<Kept['notKept'][number]['reason'], string>> = {
  apart: '其单元互不相连',
  barrier: '被屏障隔开',
  districts: '跨区，而网格不得跨区',
  locked: '只有一部分在已锁定的网格里',
  pins: '被固定在不同的网格里',
}
const notKeptEn: typeof notKeptZh = {
  apart: 'its cells do not all touch',
  barrier: 'a barrier runs through it',
  districts: 'it lies in two districts, which no grid may cross',
  locked: 'only some of it lies in a locked grid',
  pins: 'it is pinned to several grids',
}
const withoutZh = ({ withoutCell }: Kept, w: CityWords) =>
  withoutCell ? `（另有 ${w.integer(withoutCell)} 个没有自己的单元）` : ''
const withoutEn = ({ withoutCell }: Kept, w: CityWords) =>
  withoutCell
    ? ` (${w.integer(withoutCell)} more ${withoutCell === 1 ? 'has' : 'have'} no cell of ${withoutCell === 1 ? 'its' : 'their'} own)`
    : ''

/** What is noted of a plan that was made, by code. */
export const noteSentences: NoteSentences = {
  'weight-ignored': {
    'zh-CN': (n, w) =>
      `${w.weight(n.weight)}合计为${n.total === 0 ? '零' : ` ${w.amount(n.weight, n.total)}`}，无法均衡。`,
    en: (n, w) =>
      n.total === 0
        ? `There is nothing to balance in ${w.weight(n.weight)}: the sum is zero.`
        : `${capital(w.weight(n.weight))} ${w.isPlural(n.weight) ? 'add' : 'adds'} up to ${w.amount(n.weight, n.total)} and cannot be balanced.`,
    graph: (n) => `weight ${n.weight + 1} sums to ${n.total} and cannot be balanced`,
  },
  'no-weight': {
    'zh-CN': () => '没有可均衡的数据，各网格的单元数大致相同。',
    en: () => 'There is nothing to balance; the grids have about equal numbers of cells.',
    graph: () => 'there is nothing to balance; the parts get about equal numbers of vertices',
  },
  'tolerance-missed': {
    'zh-CN': (n, w) => {
      if (n.grid !== undefined) return `${n.grid}已锁定，保持原样，偏离目标 ${w.percent(n.deviation)}。`
      const searched = n.searches === undefined ? '' : `搜索了 ${w.integer(n.searches)} 次，`
      return n.stopped
        ? `搜索停止时，还没有找到全部在容差以内的划分，最大偏差 ${w.percent(n.deviation)}。`
        : `${searched}没有找到全部在容差以内的划分，最大偏差 ${w.percent(n.deviation)}。`
    },
    en: (n, w) => {
      if (n.grid !== undefined) return `${n.grid} is locked as it is, ${w.percent(n.deviation)} off its target.`
      const none = n.stopped
        ? 'The search was stopped before it found a division within tolerance'
        : n.searches === undefined
          ? 'No division within tolerance was found'
          : `None of ${w.integer(n.searches)} searches found a division within tolerance`
      return `${none}; the worst grid is off by ${w.percent(n.deviation)}.`
    },
    graph: (n) => {
      if (n.part !== undefined) return `part ${n.part} is locked as it is, ${percentOf(n.deviation)} off its target`
      const none = n.stopped
        ? 'the search was stopped before it found a division within tolerance'
        : n.searches === undefined
          ? 'no division within tolerance was found'
          : `none of ${n.searches} searches found a division within tolerance`
      return `${none}; the worst part is off by ${percentOf(n.deviation)}`
    },
  },
  'weights-not-met-together': {
    'zh-CN': (n, w) =>
      `搜索量有上限，其中没有找到${w.weight(n.held)}与${w.weight(n.weight)}都在容差以内的划分；${w.weight(n.held)}优先，已在容差以内，${w.weight(n.weight)}的最大偏差为 ${w.percent(n.deviation)}。`,
    en: (n, w) =>
      `The search, whose work is limited, found no division that holds both ${w.weight(n.held)} and ${w.weight(n.weight)} within tolerance. ${capital(w.weight(n.held))} came first and ${n.held === 'customers' ? 'are' : 'is'} within; in ${w.weight(n.weight)} the worst grid is off by ${w.percent(n.deviation)}.`,
    graph: (n) =>
      `the search, whose work is limited, found no division that holds both weight ${n.held + 1} and weight ${n.weight + 1} within tolerance; weight ${n.held + 1} came first and is within, in weight ${n.weight + 1} the worst part is off by ${percentOf(n.deviation)}`,
  },
  'component-off-tolerance': {
    'zh-CN': (n, w) =>
      `${n.districts.length > 0 ? n.districts.join('、') : '有一片与其他地方不相连的区域'}（${w.integer(n.cells)} 个单元）按规模分得 ${w.integer(n.grids)} 个网格，无论边界怎么画，都偏离平均值 ${w.deviation(n.deviation)}${
        n.tolerance === undefined ? '' : `；容差放宽到 ${w.percent(n.tolerance)} 即可`
      }。`,
    en: (n, w) =>
      `${n.districts.length > 0 ? n.districts.join(', ') : 'A separate piece'} (${counted(n.cells, 'cell', w)}) got ${counted(n.grids, 'grid', w)} by its size; whatever the borders, ${n.grids === 1 ? 'it is' : 'they are'} ${w.deviation(n.deviation)} off the average.${
        n.tolerance === undefined ? '' : ` A tolerance of ${w.percent(n.tolerance)} would do.`
      }`,
    graph: (n, w) => pieceGraph(n, `the separate piece with ${vertices(n, w)}`),
  },
  'district-too-small': {
    'zh-CN': (n, w) =>
      `${n.district}（或其中不相连的一片）太小，单独成为一个网格仍偏离平均值 ${w.deviation(n.deviation)}；${n.tolerance === undefined ? '可' : `容差放宽到 ${w.percent(n.tolerance)} 即可，或`}允许跨区。`,
    en: (n, w) =>
      `${n.district}, or a separate piece of it, is too small: as one grid it is ${w.deviation(n.deviation)} off the average. ${
        n.tolerance === undefined
          ? 'Letting grids cross districts would do'
          : `A tolerance of ${w.percent(n.tolerance)} would do, or letting grids cross districts`
      }.`,
    graph: (n, w) =>
      pieceGraph(n, `district ${n.district}, or the piece of it with ${vertices(n, w)} is too small for a part: it`),
  },
  'vertex-too-heavy': {
    'zh-CN': (n, w) => heavyZh(n, w, '单元', '这样的单元共', '提高分辨率'),
    en: (n, w) => heavyEn(n, w, 'cell', 'refine the resolution'),
    graph: (n, w) => heavyGraph(n, w.vertex(n.vertex), 'refine the resolution'),
  },
  'unit-too-heavy': {
    'zh-CN': (n, w) =>
      heavyZh(n, w, `整体单元${n.unit === undefined ? '' : `“${n.unit}”`}`, '这样的整体单元共', '将其拆分'),
    en: (n, w) => heavyEn(n, w, `keep-whole unit${n.unit === undefined ? '' : `, ${n.unit},`}`, 'split it'),
    graph: (n, w) => heavyGraph(n, `the unit of ${n.vertices} vertices with ${w.vertex(n.vertex)}`, 'split it'),
  },
  'locked-leave-too-little': {
    'zh-CN': (n, w) => lockedZh(n, w, '过多', '减少网格数'),
    en: (n, w) => lockedEn(n, w, 'little', 'ask for fewer grids'),
    graph: lockedGraph,
  },
  'locked-leave-too-much': {
    'zh-CN': (n, w) => lockedZh(n, w, '过少', '增加网格数'),
    en: (n, w) => lockedEn(n, w, 'much', 'ask for more grids'),
    graph: lockedGraph,
  },
  'budget-too-small': {
    'zh-CN': (n, w) =>
      n.partly
        ? `最多只许调整 ${w.percent(n.budget)}，不足以让网格尽可能均衡；调整 ${w.percent(n.needed)} 的方案可以做到。`
        : `最多只许调整 ${w.percent(n.budget)}，不足以达到容差；调整 ${w.percent(n.needed)} 的方案可以达到。`,
    en: (n, w) =>
      n.partly
        ? `At most ${w.percent(n.budget)} may move, which is too little to balance the grids as far as they can be; a plan that moves ${w.percent(n.needed)} does.`
        : `At most ${w.percent(n.budget)} may move, which is too little to reach the tolerance; a plan that moves ${w.percent(n.needed)} reaches it.`,
    graph: (n) =>
      `at most ${percentOf(n.budget)} of the first weight may move, which is too little to ${n.partly ? 'balance the parts as far as they can be' : 'reach the tolerance'}; a plan that moves ${percentUp(n.needed)} ${n.partly ? 'does' : 'reaches it'}`,
  },
  'apart-not-met': {
    'zh-CN': (n, w) =>
      `${w.place(n.at)} 与 ${w.place(n.other)} 两个单元应当分开，却仍同在${n.grid}里，没有找到既连通又能把它们分开的划分。`,
    en: (n, w) =>
      `The cells at ${w.place(n.at)} and ${w.place(n.other)} share ${n.grid} and should not; no connected division that keeps them apart was found.`,
    graph: (n, w) =>
      `${w.vertex(n.vertex)} and ${w.vertex(n.otherVertex)} share part ${n.part} and should not; no connected division that keeps them apart was found`,
  },
  'stopped-early': {
    'zh-CN': (n, w) => `已按要求在 ${w.integer(n.seconds)} 秒后停止搜索；时间更长，方案可能更好。`,
    en: (n, w) =>
      `The search was stopped after ${w.integer(n.seconds)} s, as asked; with more time the plan may be better.`,
  },
  'islands-linked': {
    'zh-CN': (n, w) =>
      `${w.integer(n.islands)} 处小岛不足以单独成为网格，已各与最近的陆地同属一个网格：${countsZh(n, w)}；最长的连接 ${n.km} 公里。`,
    en: (n, w) =>
      `${counted(n.islands, 'small island', w)} too light for a grid of ${n.islands === 1 ? 'its own shares' : 'their own share'} one with the nearest shore: ${countsEn(n, w)}; the longest link is ${n.km} km.`,
  },
  'district-pieces-linked': {
    'zh-CN': (n, w) =>
      `${w.integer(n.pieces)} 片区域与本区其他部分不相连、又不足以单独成为网格，已各与本区相连：${countsZh(n, w)}；最长的连接 ${n.km} 公里。`,
    en: (n, w) =>
      `${counted(n.pieces, 'small piece of a district', w, 'small pieces of districts')} ${n.pieces === 1 ? 'lies apart and shares' : 'lie apart and share'} a grid with the rest of the district: ${countsEn(n, w)}; the longest link is ${n.km} km.`,
  },
  'pieces-linked': {
    'zh-CN': (n, w) =>
      `较大的岛屿或陆地单独划分时，整数个网格无法落在容差以内，因此启用了 ${w.integer(n.links)} 条建议的跨水连接，使其可以同属一个网格：${listed(n, '、', '公里', `，另有 ${w.integer(n.more ?? 0)} 条`)}；最长 ${n.km} 公里。请用 shapan city links 确认或否决；规则 small-islands 不启用这些连接。`,
    en: (n, w) =>
      `${counted(n.links, 'proposed link', w)} ${n.links === 1 ? 'joins' : 'join'} larger pieces of land that no whole number of grids fits within the tolerance, so that they may share a grid: ${listed(n, ', ', 'km', `, and ${w.integer(n.more ?? 0)} more`)}; the longest is ${n.km} km. Confirm or refuse them by shapan city links; the rule small-islands does without.`,
  },
  'barriers-kept': {
    'zh-CN': (n, w) =>
      `屏障作为边界：隔开 ${w.integer(n.parted)} 对相邻单元${n.crossed > 0 ? `，另有 ${w.integer(n.crossed)} 对由通道连通` : ''}${n.joined ? `；被隔开的 ${w.integer(n.joined)} 片太小，不足以单独成为网格，已各与最近的一侧同属一个网格` : ''}。`,
    en: (n, w) =>
      `Barriers are borders: ${counted(n.parted, 'pair', w)} of neighbouring cells ${n.parted === 1 ? 'is' : 'are'} parted${n.crossed > 0 ? `, ${w.integer(n.crossed)} more joined by crossings` : ''}${n.joined ? `; ${counted(n.joined, 'piece', w)} cut off and too light for a grid of ${n.joined === 1 ? 'its' : 'their'} own ${n.joined === 1 ? 'shares' : 'share'} one with what lies nearest` : ''}.`,
  },
  'units-kept': {
    'zh-CN': (n, w) =>
      n.whole === n.units
        ? `${w.integer(n.units)} 个整体单元全部保持完整${withoutZh(n, w)}。`
        : `${w.integer(n.units)} 个整体单元中有 ${w.integer(n.whole)} 个保持完整${withoutZh(n, w)}；${w.integer(n.units - n.whole)} 个无法保持：${n.notKept.map(({ name, reason }) => `${name}（${notKeptZh[reason]}）`).join('、')}${n.more ? `，另有 ${w.integer(n.more)} 个` : ''}。`,
    en: (n, w) =>
      n.whole === n.units
        ? `${n.units === 1 ? 'The one keep-whole unit is' : `All ${counted(n.units, 'keep-whole unit', w)} are`} whole${withoutEn(n, w)}.`
        : `${w.integer(n.whole)} of ${counted(n.units, 'keep-whole unit', w)} ${n.whole === 1 ? 'is' : 'are'} whole${withoutEn(n, w)}; ${w.integer(n.units - n.whole)} cannot be: ${n.notKept.map(({ name, reason }) => `${name} (${notKeptEn[reason]})`).join(', ')}${n.more ? `, and ${w.integer(n.more)} more` : ''}.`,
  },
  ...listNotes,
  'island-linked': {
    'zh-CN': (n, w) => `有一处岛屿不足以单独成为网格，已与最近的陆地相连：${w.place(n.at)} → ${w.place(n.to)}。`,
    en: (n, w) =>
      `An island too light for a grid of its own shares one with the nearest land: ${w.place(n.at)} → ${w.place(n.to)}.`,
  },
  'district-piece-linked': {
    'zh-CN': (n, w) =>
      `${n.district}有一片与本区其他部分不相连、又不足以单独成为网格，已与本区相连：${w.place(n.at)} → ${w.place(n.to)}。`,
    en: (n, w) =>
      `A piece of ${n.district} that lies apart and is too light for a grid of its own is linked to the rest of its district: ${w.place(n.at)} → ${w.place(n.to)}.`,
  },
  text: { 'zh-CN': (n) => n.text, en: (n) => n.text },
  unreadable: {
    'zh-CN': () => '该方案的一条说明在数据库中已损坏，无法读取；可运行 shapan verify 检查。',
    en: () => 'A note of this plan is damaged in the database and cannot be read; `shapan verify` tells more.',
  },
}
