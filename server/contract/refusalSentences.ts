import type { SolveRefusal } from '../../partition/index.ts'
import type { PlanRefusal } from './planNotes.ts'
import {
  type CityWords,
  counted,
  type GraphWords,
  percentOf,
  percentUp,
  type RefusalSentences,
  type WithCode,
} from './sentences.ts'

type Plan<C extends PlanRefusal['code']> = WithCode<PlanRefusal, C>
type Engine<C extends SolveRefusal['code']> = WithCode<SolveRefusal, C>
type Unit = Plan<'unit-not-connected' | 'unit-in-locked' | 'unit-crosses-districts'>

const unitZh = (r: Unit, w: CityWords) => `${w.place(r.at)} 处由 ${w.integer(r.cells)} 个单元组成的整体单元`
const unitEn = (r: Unit, w: CityWords) => `The keep-whole unit of ${counted(r.cells, 'cell', w)} at ${w.place(r.at)}`
const unitGraph = (r: Engine<Unit['code']>, w: GraphWords) =>
  `the unit of ${r.vertices} vertices with ${w.vertex(r.vertex)}`

/** The average of the nearest number of grids, rounded so that a band that just takes it in makes so many. */
const nearestInBand = ({ average, largest }: Plan<'no-part-count'>, w: CityWords) =>
  w.integer(average > largest ? Math.ceil(average) : Math.floor(average))

const needZh = (r: { least: number; grids: number }, w: CityWords, what: string) =>
  `${what}至少需要 ${w.integer(r.least)} 个网格，而只有 ${w.integer(r.grids)} 个；请至少分成 ${w.integer(r.least)} 个。`
const needEn = (r: { least: number; grids: number }, w: CityWords, what: string) =>
  `${what} need ${counted(r.least, 'grid', w)}, more than the ${w.integer(r.grids)} there are. Ask for at least ${w.integer(r.least)}.`
const needGraph = (r: { least: number; parts: number }, what: string) =>
  `${what} need ${r.least} parts, more than the ${r.parts} there are; ask for at least ${r.least} parts`

const togetherZh = { pins: '固定在同一个网格里', unit: '同在一个整体单元里', locked: '同在一个已锁定的网格里' }
const togetherEn = { pins: 'are pinned to one grid', unit: 'lie in one unit', locked: 'lie in one locked grid' }
const togetherGraph = { pins: 'are pinned to one part', unit: 'lie in one unit', locked: 'lie in one locked part' }

type Named = Plan<'pins-conflict' | 'pin-in-locked' | 'pins-not-connected' | 'apart-conflict'>
/** What lies at the first place: by the name that the rules have for it, else where. */
const oneZh = ({ thing, at }: Named, w: CityWords) => (thing === undefined ? `${w.place(at)} ` : `“${thing}”`)
const oneEn = ({ thing, at }: Named, w: CityWords) => thing ?? `The cell at ${w.place(at)}`
type Two = Plan<'pins-not-connected' | 'apart-conflict'>
const twoZh = ({ thing, at, otherThing, other }: Two, w: CityWords) =>
  `${oneZh({ thing, at } as Named, w)}与${otherThing === undefined ? ` ${w.place(other)} ` : `“${otherThing}”`}`
const twoEn = ({ thing, at, otherThing, other }: Two, w: CityWords) =>
  thing === undefined && otherThing === undefined
    ? `The cells at ${w.place(at)} and ${w.place(other)}`
    : `${thing ?? `The cell at ${w.place(at)}`} and ${otherThing ?? `the cell at ${w.place(other)}`}`

/** Why there is no plan, by code. */
export const refusalSentences: RefusalSentences = {
  cancelled: {
    'zh-CN': () => '划分已取消。',
    en: () => 'The run was cancelled.',
    graph: () => 'the run was cancelled',
  },
  'too-many-components': {
    'zh-CN': (r, w) =>
      `城市分成 ${w.integer(r.pieces)} 片互不相连的区域，每片至少要一个网格，而可用的网格只有 ${w.integer(r.grids)} 个；最小的一片在 ${w.place(r.piece.at)}，共 ${w.integer(r.piece.cells)} 个单元。请至少分成 ${w.integer(r.least)} 个网格，或允许跨区。`,
    en: (r, w) =>
      `The city has ${w.integer(r.pieces)} separate pieces and each needs a grid of its own, more than the ${w.integer(r.grids)} there ${r.grids === 1 ? 'is' : 'are'}; the smallest has ${counted(r.piece.cells, 'cell', w)}, at ${w.place(r.piece.at)}. Let grids cross districts, or ask for at least ${w.integer(r.least)} grids.`,
    graph: (r, w) =>
      `the graph has ${r.components} separate pieces and each needs a part of its own, more than the ${r.parts} there are; the lightest has ${r.piece.vertices} vertices, weight ${r.piece.weights.join(' / ')}, ${w.vertex(r.piece.exampleVertex)} among them; join it to another or ask for at least ${r.least} parts`,
  },
  'too-few-vertices': {
    'zh-CN': (r, w) =>
      `城市只有 ${w.integer(r.cells)} 个${r.hasUnits ? '单元（整体单元各算一个）' : '单元'}，最多可分成 ${w.integer(r.cells)} 个网格，分不出 ${w.integer(r.grids)} 个。`,
    en: (r, w) =>
      `The city has ${counted(r.cells, 'cell', w)}${r.hasUnits ? ', units counted as one' : ''}, so it can have at most ${counted(r.cells, 'grid', w)}, not ${w.integer(r.grids)}.`,
    graph: (r) =>
      `${r.vertices} vertices${r.hasUnits ? ', units counted as one,' : ''} cannot make ${r.parts} non-empty parts; ask for at most ${r.vertices}`,
  },
  'no-part-count': {
    'zh-CN': (r, w) =>
      `${r.heavy === undefined ? '' : `除去 ${w.integer(r.heavy)} 个本身已超过规模区间上限的单元，`}${w.integer(r.total)} 个客户无法分成每个 ${w.integer(r.smallest)}–${w.integer(r.largest)} 个客户的网格：分成 ${w.integer(r.grids)} 个网格时平均 ${nearestInBand(r, w)} 个客户；请放宽规模区间，把它包含进来。`,
    en: (r, w) =>
      `${r.heavy === undefined ? '' : `Besides what is too heavy for the band (cells like that: ${w.integer(r.heavy)}), `}${w.integer(r.total)} customers make no whole number of grids of ${w.integer(r.smallest)} to ${w.integer(r.largest)}: as ${counted(r.grids, 'grid', w)}, they would have ${nearestInBand(r, w)} on average. Widen the band to take that in.`,
    graph: (r) =>
      `${r.heavy === undefined ? '' : `besides what is too heavy for the band (vertices like that: ${r.heavy}), `}a weight of ${r.total} makes no whole number of parts between ${r.smallest} and ${r.largest}: ${r.parts} parts would have ${r.average} on average; widen the band to take that in`,
  },
  'nothing-to-band': {
    'zh-CN': (r, w) => {
      if (r.locked === undefined) return '城市中没有客户，无法按规模区间划分网格；请改为指定网格数。'
      const locked = `已锁定的 ${w.integer(r.locked)} 个网格`
      return r.cells
        ? `${locked}之外没有客户，无法按规模区间划分网格；请解锁一些，或改为指定网格数。`
        : `${locked}之外没有单元，所有网格都已锁定，没有可划分的区域；请解锁一些。`
    },
    en: (r, w) => {
      if (r.locked === undefined)
        return 'A size band counts customers, and the city has none. Ask for a number of grids.'
      return r.cells
        ? `A size band counts customers, and none lie outside the locked grids (${w.integer(r.locked)}). Unlock some, or ask for a number of grids.`
        : `All grids (${w.integer(r.locked)}) are locked and no cell lies outside them, so there is nothing to draw. Unlock some.`
    },
    graph: (r) => {
      if (r.locked === undefined)
        return 'a size band is in units of the first weight, which sums to nothing; ask for a number of parts'
      return r.vertices
        ? `a size band is in units of the first weight, which sums to nothing outside the ${r.locked} locked parts; unlock one, or ask for a number of parts`
        : `all ${r.locked} parts are locked and no vertex lies outside them; unlock one`
    },
  },
  'locked-beyond-band': {
    'zh-CN': (r, w) => `${r.grid}已锁定，而规模区间只容得下 ${w.integer(r.grids)} 个网格；请解锁一些或放宽规模区间。`,
    en: (r, w) =>
      `${r.grid} is locked, and the band makes only ${counted(r.grids, 'grid', w)}. Unlock some, or widen the band.`,
    graph: (r) => `part ${r.part} is locked, and the band makes parts 0 to ${r.parts - 1}`,
  },
  'unit-not-connected': {
    'zh-CN': (r, w) =>
      `${unitZh(r, w)}不连通：不越过屏障，在其内部到不了 ${w.place(r.other)}；请添加连接或拆分整体单元。`,
    en: (r, w) =>
      `${unitEn(r, w)} is not connected: ${w.place(r.other)} cannot be reached inside it without crossing a barrier. Add a link, or split the unit.`,
    graph: (r, w) =>
      `${unitGraph(r, w)} is not connected: ${w.vertex(r.otherVertex)} cannot be reached from there inside the unit without crossing a barrier; add a link or split the unit`,
  },
  'unit-in-locked': {
    'zh-CN': (r, w) =>
      `${unitZh(r, w)}只有一部分在已锁定的网格里：${w.place(r.other)} 与其余部分不能同属一个网格；请解锁该网格或拆分整体单元。`,
    en: (r, w) =>
      `${unitEn(r, w)} lies partly in a locked grid: what lies at ${w.place(r.other)} cannot be in one grid with the rest. Unlock the grid, or split the unit.`,
    graph: (r, w) =>
      `${unitGraph(r, w)} lies partly in a locked part: ${w.vertex(r.otherVertex)} and ${w.vertex(r.vertex)} cannot be in one part; unlock it or split the unit`,
  },
  'unit-crosses-districts': {
    'zh-CN': (r, w) =>
      `${unitZh(r, w)}跨 ${r.district} 与 ${r.otherDistrict}，而网格不得跨区；请拆分整体单元或允许跨区。`,
    en: (r, w) =>
      `${unitEn(r, w)} lies in ${r.district} and ${r.otherDistrict}, which no grid may cross. Split the unit, or allow the crossing.`,
    graph: (r, w) =>
      `${unitGraph(r, w)} lies in districts ${r.district} and ${r.otherDistrict}, which no part may cross; split the unit or allow the crossing`,
  },
  'locked-not-connected': {
    'zh-CN': (r, w) =>
      `${r.grid}已锁定，但不连通：${w.place(r.at)} 与 ${w.place(r.other)} 不在同一片；请先解锁，或把两片连起来。`,
    en: (r, w) =>
      `${r.grid} is locked, but is not connected: ${w.place(r.at)} and ${w.place(r.other)} lie in different pieces of it. Unlock it, or link them.`,
    graph: (r, w) =>
      `part ${r.part} is locked but not connected: ${w.vertex(r.vertex)} and ${w.vertex(r.otherVertex)} lie in different pieces; unlock it or link them`,
  },
  'locked-empty': {
    'zh-CN': (r) => `${r.grid}已锁定，但没有单元；请先解锁。`,
    en: (r) => `${r.grid} is locked, but has no cells. Unlock it first.`,
    graph: (r) => `part ${r.part} is locked but has no vertices; unlock it`,
  },
  'locked-leave-no-part': {
    'zh-CN': (r, w) =>
      r.most === undefined
        ? `${w.integer(r.grids)} 个网格中有 ${w.integer(r.locked)} 个已锁定，没有留下可划分的网格；请解锁一些，或${r.least === undefined ? '增加网格数' : `至少分成 ${w.integer(r.least)} 个`}。`
        : `锁定的网格之外只有 ${w.integer(r.cells)} 个单元，分不出其余的网格；最多可分成 ${w.integer(r.most)} 个网格。`,
    en: (r, w) =>
      r.most === undefined
        ? `Of ${counted(r.grids, 'grid', w)} asked for, ${w.integer(r.locked)} would be locked ones, and no grid is left to draw. Unlock some, or ask for ${r.least === undefined ? 'more' : `at least ${w.integer(r.least)}`}.`
        : `Outside the locked grids lie ${counted(r.cells, 'cell', w)}, too few for the other grids. Ask for at most ${counted(r.most, 'grid', w)}.`,
    graph: (r) =>
      r.most === undefined
        ? `all ${r.parts} parts are locked and ${r.vertices} vertices lie outside them; ask for ${r.least === undefined ? 'more' : `at least ${r.least}`} parts or unlock one`
        : `${r.vertices} vertices outside locked parts cannot make ${r.parts - r.locked} non-empty parts; ask for at most ${r.most}`,
  },
  'pins-conflict': {
    'zh-CN': (r, w) =>
      r.other
        ? `${oneZh(r, w)}固定到${r.grid}，同一整体单元的 ${w.place(r.other)} 却固定到${r.otherGrid}；请只保留一个。`
        : `${oneZh(r, w)}同时固定到${r.grid}和${r.otherGrid}；请只保留一个。`,
    en: (r, w) =>
      r.other
        ? `${oneEn(r, w)} is pinned to ${r.grid} and that at ${w.place(r.other)}, of the same unit, to ${r.otherGrid}. Keep one pin.`
        : `${oneEn(r, w)} is pinned to ${r.grid} and to ${r.otherGrid}. Keep one pin.`,
    graph: (r, w) =>
      r.otherVertex === undefined
        ? `${w.vertex(r.vertex)} is pinned to part ${r.part} and to part ${r.otherPart}`
        : `${w.vertex(r.vertex)} is pinned to part ${r.part} and ${w.vertex(r.otherVertex)} of the same unit to part ${r.otherPart}`,
  },
  'pin-in-locked': {
    'zh-CN': (r, w) =>
      r.holder === undefined
        ? `${oneZh(r, w)}固定到${r.grid}，而${r.grid}已锁定，不再接收单元；请解锁该网格或取消固定。`
        : `${oneZh(r, w)}固定到${r.grid}，却在已锁定的${r.holder}里；请解锁该网格或取消固定。`,
    en: (r, w) =>
      r.holder === undefined
        ? `${oneEn(r, w)} is pinned to ${r.grid}, which is locked and takes nothing in. Unlock the grid, or drop the pin.`
        : `${oneEn(r, w)} is pinned to ${r.grid} and lies in ${r.holder}, which is locked. Unlock the grid, or drop the pin.`,
    graph: (r, w) =>
      r.holder === undefined
        ? `${w.vertex(r.vertex)} is pinned to part ${r.part}, which is locked and takes nothing in`
        : `${w.vertex(r.vertex)} is pinned to part ${r.part} and lies in part ${r.holder}, which is locked`,
  },
  'pins-not-connected': {
    'zh-CN': (r, w) =>
      r.pins === undefined
        ? `${twoZh(r, w)}都固定到${r.grid}，却在互不相连的两片里，没有连通的网格能同时包含它们。`
        : `${r.grid}的 ${w.integer(r.pins)} 个固定单元（其中有 ${w.place(r.at)} 与 ${w.place(r.other)}）无法绕开其他网格的固定单元连成一片。`,
    en: (r, w) =>
      r.pins === undefined
        ? `${twoEn(r, w)} are pinned to ${r.grid}, but lie in separate pieces; no connected grid holds both.`
        : `No way was found to connect the ${w.integer(r.pins)} pins of ${r.grid}, ${w.place(r.at)} and ${w.place(r.other)} among them, round those of other grids.`,
    graph: (r, w) =>
      r.pins === undefined
        ? `${w.vertex(r.otherVertex)} and ${w.vertex(r.vertex)} are pinned to part ${r.part} but lie in separate pieces; no connected part holds both`
        : `no way was found to connect the pins of part ${r.part}, ${w.vertex(r.vertex)} and ${w.vertex(r.otherVertex)} among them, round those of other parts`,
  },
  'pins-leave-no-room': {
    'zh-CN': (r, w) =>
      `${w.place(r.at)} 所在的一片里，固定单元及其连线没有给 ${w.integer(r.grids)} 个网格留下足够的单元；请减少固定或网格数。`,
    en: (r, w) =>
      `Pins and their paths leave no cells for ${counted(r.grids, 'grid', w)} in the piece at ${w.place(r.at)}. Drop some pins, or ask for fewer grids.`,
    graph: (r, w) =>
      `pins and their paths leave no vertices for ${r.parts} parts in the piece with ${w.vertex(r.vertex)}`,
  },
  'too-many-pins': {
    'zh-CN': (r, w) => needZh(r, w, '固定在互不相连各片里的单元'),
    en: (r, w) => needEn(r, w, 'What is pinned and the separate pieces'),
    graph: (r) => needGraph(r, 'what is pinned and the separate pieces'),
  },
  'too-many-seeds': {
    'zh-CN': (r, w) => needZh(r, w, '种子点和互不相连的各片'),
    en: (r, w) => needEn(r, w, 'The seed points and separate pieces'),
    graph: (r) => needGraph(r, 'the seeds and pieces'),
  },
  'too-many-apart': {
    'zh-CN': (r, w) => needZh(r, w, '应当分开的单元和互不相连的各片'),
    en: (r, w) => needEn(r, w, 'What is to be kept apart and the separate pieces'),
    graph: (r) => needGraph(r, 'what is to be kept apart and the separate pieces'),
  },
  'seeds-conflict': {
    'zh-CN': (r, w) =>
      `${w.place(r.at)} 与 ${w.place(r.other)} 是不同网格的种子点，却${r.grid === undefined ? togetherZh[r.where] : `都固定到${r.grid}`}；请移走其中一个。`,
    en: (r, w) =>
      `The cells at ${w.place(r.at)} and ${w.place(r.other)} are seed points of different grids, but ${r.grid === undefined ? togetherEn[r.where] : `are both pinned to ${r.grid}`}. Move one of them.`,
    graph: (r, w) =>
      `${w.vertex(r.otherVertex)} and ${w.vertex(r.vertex)} are seeds of different parts and ${r.part === undefined ? togetherGraph[r.where] : `both pinned to part ${r.part}`}`,
  },
  'apart-conflict': {
    'zh-CN': (r, w) => `${twoZh(r, w)}不得同属一个网格，却${togetherZh[r.where]}；请取消其中一条规则。`,
    en: (r, w) => `${twoEn(r, w)} must not share a grid, but ${togetherEn[r.where]}. Drop one of the rules.`,
    graph: (r, w) =>
      `${w.vertex(r.vertex)} and ${w.vertex(r.otherVertex)} must not share a part but ${togetherGraph[r.where]}`,
  },
  'budget-too-small': {
    'zh-CN': (r, w) =>
      `仅补全现有方案就要调整 ${w.percent(r.needed)}，超过允许的 ${w.percent(r.budget)}；请把调整上限提高到 ${w.percent(r.needed)}。`,
    en: (r, w) =>
      `Mending the plan as it is moves ${w.percent(r.needed)}, more than the ${w.percent(r.budget)} allowed. Raise the budget to ${w.percent(r.needed)}.`,
    graph: (r) =>
      `mending today's plan alone moves ${percentOf(r.needed)} of the first weight, more than the ${percentOf(r.budget)} allowed; raise the budget to ${percentUp(r.needed)}`,
  },
  'thing-without-cell': {
    'zh-CN': (r) =>
      `“${r.thing}”没有自己的单元：它不在城市范围内，或所接触的单元都由同类的其他整体单元占得更多；请改为直接指定单元。`,
    en: (r) =>
      `${r.thing} has no cell of its own: it lies outside the city, or others of its kind cover more of every cell it touches. Name cells instead.`,
  },
  'pin-without-grid': {
    'zh-CN': (r) => `“${r.thing}”固定到网格 ${r.grid}，而作为起点的方案里没有单元属于这个网格；请改用方案里的网格。`,
    en: (r) =>
      `${r.thing} is pinned to grid ${r.grid}, which has no cells in the plan to stay near. Name one of the plan's grids.`,
  },
  'things-pinned-apart': {
    'zh-CN': (r) =>
      `“${r.thing}”固定到${r.grid}，与它共用单元的“${r.other}”却固定到${r.otherGrid}；请固定到同一个网格，或只保留一个。`,
    en: (r) =>
      `${r.thing} is pinned to ${r.grid}, and ${r.other}, which shares a cell with it, to ${r.otherGrid}. Pin both to one grid, or keep one pin.`,
  },
  'apart-overlap': {
    'zh-CN': (r) => `“${r.thing}”与“${r.other}”共用单元，无法分开；请取消这条规则，或改为指定单元。`,
    en: (r) => `${r.thing} and ${r.other} share a cell, so they cannot be apart. Drop the rule, or name cells instead.`,
  },
  'too-many-pairs': {
    'zh-CN': (r, w) =>
      `应当分开的事物合计 ${w.integer(r.pairs)} 对单元，超过 ${w.integer(r.most)} 对的上限；请把它们保持完整，或减少规则。`,
    en: (r, w) =>
      `What is to be apart comes to ${w.integer(r.pairs)} pairs of cells, more than ${w.integer(r.most)}. Keep these units whole, or name fewer.`,
  },
  'class-b-nowhere': {
    'zh-CN': () => '没有单元属于B类片区；请在规则里指定区县或整体单元，或先把起点方案的网格设为B类。',
    en: () =>
      'No cell is class B. Name districts or units in the rule, or make grids of the plan to stay near class B first.',
  },
  text: { 'zh-CN': (r) => r.text, en: (r) => r.text },
}
