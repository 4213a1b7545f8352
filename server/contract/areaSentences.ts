import type { AreaLevel } from './areaLevels.ts'
import { counted, type DataSentences, type NoteFormat } from './sentences.ts'

export const levelsZh: Readonly<Record<AreaLevel, string>> = {
  district: '区县',
  subdistrict: '街道',
  community: '社区',
}
export const levelsEn: Readonly<Record<AreaLevel, readonly [one: string, many: string]>> = {
  district: ['district', 'districts'],
  subdistrict: ['subdistrict', 'subdistricts'],
  community: ['community', 'communities'],
}
const aboveZh: typeof levelsZh = { district: '城市', subdistrict: '区县', community: '街道' }
const aboveEn: typeof levelsZh = { district: 'city', subdistrict: 'district', community: 'subdistrict' }

interface SomeAreas {
  readonly level: AreaLevel
  readonly areas: number
}
const areasEn = ({ level, areas }: SomeAreas, w: NoteFormat) =>
  counted(areas, levelsEn[level][0], w, levelsEn[level][1])
const moreZh = (all: number, shown: number) => (all > shown ? '等' : '')
const moreEn = (all: number, shown: number, w: NoteFormat) => (all > shown ? ` and ${w.integer(all - shown)} more` : '')

/** What whoever imports administrative areas must know of them, by code. */
export const areaSentences: Pick<
  DataSentences,
  | 'area-codes-odd'
  | 'areas-tied'
  | 'areas-leave-gaps'
  | 'areas-elsewhere'
  | 'areas-without-parent'
  | 'cells-beyond-districts'
  | 'districts-reach-out'
  | 'plans-unfit'
> = {
  'area-codes-odd': {
    'zh-CN': (n, w) =>
      `${w.integer(n.areas)} 个${levelsZh[n.level]}的编码不是通常的 ${n.digits} 位区划代码${n.digits < 12 ? '（或补零的 12 位）' : ''}：${n.names.join('、')}${moreZh(n.areas, n.names.length)}。`,
    en: (n, w) =>
      `The ${n.areas === 1 ? 'code' : 'codes'} of ${areasEn(n, w)} ${n.areas === 1 ? 'has' : 'have'} not the usual ${n.digits} digits${n.digits < 12 ? ', nor twelve with zeros after them' : ''}: ${n.names.join(', ')}${moreEn(n.areas, n.names.length, w)}.`,
  },
  'areas-tied': {
    'zh-CN': (n, w) =>
      `${w.integer(n.cells)} 个单元被两个区域同等覆盖，归面积较小的一个，如“${n.holder}”而不是“${n.other}”。`,
    en: (n, w) =>
      `Two areas cover ${counted(n.cells, 'cell', w)} alike; ${n.cells === 1 ? 'it goes' : 'each goes'} to the smaller one, such as to "${n.holder}" and not to "${n.other}".`,
  },
  'areas-leave-gaps': {
    'zh-CN': (n, w) => `城市有 ${w.integer(n.cells)} 个单元不属于任何${levelsZh[n.level]}。`,
    en: (n, w) =>
      `${counted(n.cells, 'cell', w)} of the city ${n.cells === 1 ? 'lies' : 'lie'} in no ${levelsEn[n.level][0]} of the file.`,
  },
  'areas-elsewhere': {
    'zh-CN': (n, w) =>
      `${w.integer(n.areas)} 个${levelsZh[n.level]}的编码与位置不一致，按编码归属：${n.shown.map(({ name, parent, other }) => `“${name}”的编码属于“${parent}”，单元多在“${other}”`).join('；')}${moreZh(n.areas, n.shown.length)}。`,
    en: (n, w) =>
      `The ${n.areas === 1 ? 'code' : 'codes'} of ${areasEn(n, w)} ${n.areas === 1 ? 'says' : 'say'} another ${aboveEn[n.level]} than the one with most of the cells, and ${n.areas === 1 ? 'counts' : 'count'}: ${n.shown.map(({ name, parent, other }) => `"${name}" is of "${parent}" by its code, and most of it lies in "${other}"`).join('; ')}${moreEn(n.areas, n.shown.length, w)}.`,
  },
  'areas-without-parent': {
    'zh-CN': (n, w) =>
      `${w.integer(n.areas)} 个${levelsZh[n.level]}不属于任何${aboveZh[n.level]}：${n.names.map((name) => `“${name}”`).join('、')}${moreZh(n.areas, n.names.length)}。`,
    en: (n, w) =>
      `${areasEn(n, w)} ${n.areas === 1 ? 'lies' : 'lie'} in no ${aboveEn[n.level]}: ${n.names.map((name) => `"${name}"`).join(', ')}${moreEn(n.areas, n.names.length, w)}.`,
  },
  'cells-beyond-districts': {
    'zh-CN': (n, w) => `城市有 ${w.integer(n.cells)} 个单元在新边界之外，各归最近的区县。`,
    en: (n, w) =>
      `${counted(n.cells, 'cell', w)} of the city ${n.cells === 1 ? 'lies' : 'lie'} beyond the new borders, and ${n.cells === 1 ? 'is' : 'each is'} of the nearest district.`,
  },
  'districts-reach-out': {
    'zh-CN': (n, w) =>
      `新边界还包括 ${w.integer(n.cells)} 个不属于该城市的单元：城市的单元不变，那里的客户仍在城市之外。`,
    en: (n, w) =>
      `The new borders take in ${counted(n.cells, 'cell', w)} that ${n.cells === 1 ? 'is' : 'are'} not the city's: its cells stay as they are, and customers there outside.`,
  },
  'plans-unfit': {
    'zh-CN': (n, w) =>
      `${w.integer(n.plans)} 个方案与新的区县不再相符：${n.shown.map(({ plan, crossing, named }) => `${plan}（${[...(crossing > 0 ? [`${w.integer(crossing)} 个网格跨区`] : []), ...(named > 0 ? [`${w.integer(named)} 个网格仍以原区县命名`] : [])].join('，')}）`).join('、')}${moreZh(n.plans, n.shown.length)}。`,
    en: (n, w) =>
      `${counted(n.plans, 'plan', w)} ${n.plans === 1 ? 'does' : 'do'} not fit the new districts any more: ${n.shown.map(({ plan, crossing, named }) => `${plan} (${[...(crossing > 0 ? [`${counted(crossing, 'grid', w)} in two districts`] : []), ...(named > 0 ? [`${counted(named, 'grid', w)} named after one that is gone`] : [])].join(', ')})`).join(', ')}${moreEn(n.plans, n.shown.length, w)}.`,
  },
}
