import { areaSentences } from './areaSentences.ts'
import type { Crs } from './common.ts'
import type { CrsSuspect, NeedlessShift, RejectReason } from './dataNotes.ts'
import type { ListKind } from './placeKinds.ts'
import type { RejectCode } from './rejectCodes.ts'
import { counted, type DataSentences, type NoteFormat } from './sentences.ts'

const crsNames: Readonly<Record<Crs, string>> = { wgs84: 'WGS 84', gcj02: 'GCJ-02', bd09: 'BD-09' }
const placesZh: Readonly<Record<NeedlessShift['place'], string>> = {
  macao: '澳门',
  'hong-kong': '香港',
  taiwan: '台湾',
}
const placesEn: typeof placesZh = { macao: 'Macao', 'hong-kong': 'Hong Kong', taiwan: 'Taiwan' }

/** How the CRS was stated, and how to state another: as an option of the command line, or a member of a request. */
const stated = ({ read, crs }: NeedlessShift) => (read === 'places' ? `crs ${crs}` : `--crs ${crs}`)
const againZh: Readonly<Record<NeedlessShift['read'], string>> = {
  customers: '用 --crs wgs84 重新导入',
  boundary: '删除该城市，再用 --crs wgs84 重新创建',
  points: '用 --crs wgs84 重新判定归属',
  link: '撤回该连接，再用 --crs wgs84 重新添加',
  places: '用 crs wgs84 重新查询',
  units: '用 --crs wgs84 重新导入',
}
const againEn: typeof againZh = {
  customers: 'import it again with --crs wgs84',
  boundary: 'delete the city and make it again with --crs wgs84',
  points: 'assign it again with --crs wgs84',
  link: 'take it back and add it again with --crs wgs84',
  places: 'ask again with crs wgs84',
  units: 'import them again with --crs wgs84',
}

const rejectsZh: Readonly<Record<RejectCode, string>> = {
  'line-too-long': '行过长',
  'unclosed-quote': '引号没有闭合',
  'bad-quote': '引号有误',
  'field-count': '列数与表头不符',
  'bad-encoding': '编码有误',
  'not-json': '不是一行 JSON 对象',
  'missing-id': '编号为空',
  'id-too-long': '编号过长',
  'missing-coordinate': '缺少坐标',
  'not-a-number': '不是数字',
  'out-of-range': '坐标超出范围',
  'swapped-lon-lat': '经纬度颠倒',
  negative: '客户数为负',
  'not-whole': '客户数不是整数',
  'too-large': '数值过大',
  'bad-character': '含有无法保存的字符',
  'unknown-value': '取值不在可选之列',
  'bad-geometry': '图形有误',
  'not-a-period': '账期为空或不是月份',
  'not-a-date': '不是日期',
  'other-period': '属于其他账期',
  'duplicate-id': '编号重复',
  'date-not-open': '日期不可选',
  'override-too-long': '特例期限过长',
  'unknown-owner': '归属人或网格不存在',
  'unknown-subject': '客户、集团或单元不在数据中',
  disputed: '正在争议中',
  'later-rows': '期间内已有其他归属',
}

/** What to do about rows refused for this reason, where many of a file are. */
const rejectAdviceZh: Readonly<Partial<Record<RejectCode, string>>> = {
  'duplicate-id':
    '如果一个客户可以有多行，可用 --duplicates sum 相加，或用 --duplicates keep 逐行载入；--map id= 表示不读取编号',
  'bad-encoding': '请用 --encoding 说明文件的编码',
  'swapped-lon-lat': '请用 --map lon=…,lat=… 说明哪一列是经度、哪一列是纬度',
  'field-count': '请用 --separator 说明列的分隔符',
  'not-a-period': '如果该列不是账期，可用 --map period= 不读取它，再用 --period 说明账期',
}
const rejectAdviceEn: typeof rejectAdviceZh = {
  'duplicate-id':
    'where one customer may have several rows, --duplicates sum adds them up and --duplicates keep loads each; --map id= reads no ids',
  'bad-encoding': 'say its encoding with --encoding',
  'swapped-lon-lat': 'say which column is which with --map lon=…,lat=…',
  'field-count': 'say what divides its columns with --separator',
  'not-a-period': 'where the column is no period, --map period= does not read it and --period says the period',
}

/** The reasons in words, with an example each, and what can be done about the first. */
export function rejectsEn(reasons: readonly RejectReason[]): string {
  const texts = reasons.map(
    ({ code, rows, line, column, reason }) =>
      `${rows} for ${code} (line ${line}${column === undefined ? '' : `, ${column}`}: ${reason})`,
  )
  return [...texts, adviceOf(reasons, rejectAdviceEn)].filter((text) => text !== undefined).join('; ')
}

function rejectsInChinese(reasons: readonly RejectReason[], w: NoteFormat): string {
  const texts = reasons.map(
    ({ code, rows, line, column }) =>
      `${rejectsZh[code]} ${w.integer(rows)} 行（如第 ${line} 行${column === undefined ? '' : `的“${column}”列`}）`,
  )
  return [...texts, adviceOf(reasons, rejectAdviceZh)].filter((text) => text !== undefined).join('；')
}

function adviceOf([first]: readonly RejectReason[], advice: typeof rejectAdviceZh): string | undefined {
  return first && advice[first.code]
}

const chanceOf = (chance: number, none: string) => (chance < 1e-6 ? none : `${(100 * chance).toPrecision(1)}%`)
const tens = (metres: number) => Math.round(metres / 10) * 10

const suspectOf = ({ suggested, stated }: CrsSuspect, or: string) => ({
  likely: suggested.map((crs) => crsNames[crs]).join(or),
  best: crsNames[suggested[0]!],
  asRead: crsNames[stated],
  options: suggested.map((crs) => `--crs ${crs}`).join(or),
})

const namedZh = ({ name, code }: { name: string; code: string }) => `“${name}”（${code}）`
const namedEn = ({ name, code }: { name: string; code: string }) => `"${name}" (${code})`

interface SomeNames {
  readonly units: number
  readonly names: readonly string[]
}
const namesZh = ({ units, names }: SomeNames) =>
  `${names.map((name) => `“${name}”`).join('、')}${units > names.length ? '等' : ''}`
const namesEn = ({ units, names }: SomeNames, w: NoteFormat) =>
  `${names.map((name) => `"${name}"`).join(', ')}${units > names.length ? ` and ${w.integer(units - names.length)} more` : ''}`

const siteZh: Readonly<Record<ListKind, string>> = { outlet: '渠道网点', account: '客户地点' }
const siteEn: typeof siteZh = { outlet: 'outlet', account: 'site' }

/** What whoever loads data must know of it, by code. */
export const dataSentences: DataSentences = {
  ...areaSentences,
  'many-rejected': {
    'zh-CN': (n, w) =>
      `${n.name} 的 ${w.integer(n.rows)} 行中有 ${w.integer(n.rejected)} 行（${w.percent(n.rejected / n.rows)}）被拒绝：${rejectsInChinese(n.reasons, w)}。`,
    en: (n, w) =>
      `${w.integer(n.rejected)} of ${w.integer(n.rows)} rows (${w.percent(n.rejected / n.rows)}) of ${n.name} were rejected: ${rejectsEn(n.reasons)}.`,
  },
  'crs-suspect': {
    'zh-CN': (n, w) => {
      const { likely, best, asRead, options } = suspectOf(n, ' 或 ')
      return `坐标看起来是 ${likely}，而不是 ${asRead}：在 ${w.integer(n.points)} 个不同的地点中，有 ${w.integer(n.better)} 个只有按 ${best} 读取才位于${n.basis === 'district' ? '其所在行写明的区县' : '城市边界'}之内，有 ${w.integer(n.worse)} 个只有按 ${asRead} 读取才是如此（假如 ${asRead} 正确，出现这种情况的概率为${chanceOf(n.chance, '百万分之一以下')}）。读错会使每个客户移动约 ${tens(n.metres)} 米。如果边界本身的坐标系无误，请用 ${options} 重新导入。`
    },
    en: (n, w) => {
      const { likely, best, asRead, options } = suspectOf(n, ' or ')
      return `The coordinates look like ${likely}, not ${asRead}: of ${w.integer(n.points)} distinct places, ${w.integer(n.better)} lie ${n.basis === 'district' ? 'in the district their row states' : 'inside the city boundary'} only when read as ${best}, and ${w.integer(n.worse)} only when read as ${asRead} (the chance of that, were ${asRead} right: ${chanceOf(n.chance, 'less than one in a million')}). The wrong reading moves every customer by about ${tens(n.metres)} m. If the boundary's own CRS is right, import again with ${options}.`
    },
  },
  'crs-needless': {
    'zh-CN': (n) =>
      `数据位于${placesZh[n.place]}，当地的地图采用未经偏移的 WGS 84：按 ${stated(n)} 读取，使其移动了约 ${tens(n.metres)} 米。除非数据来自内地的地图服务，请${againZh[n.read]}。`,
    en: (n) =>
      `The data lies in ${placesEn[n.place]}, where maps are in true WGS 84: ${stated(n)} moved it by about ${tens(n.metres)} m. Unless it comes from a mainland map service, ${againEn[n.read]}.`,
  },
  'cut-ids': {
    'zh-CN': (n, w) =>
      `${w.integer(n.rows)} 行中有 ${w.integer(n.ids)} 个编号是被电子表格截短的数字，如 ${n.example}：请把该列设为文本格式，再重新保存文件。`,
    en: (n, w) =>
      `${w.integer(n.ids)} of ${w.integer(n.rows)} ids are numbers that a spreadsheet cut short, such as ${n.example}: format their column as text and save the file again.`,
  },
  'many-outside': {
    'zh-CN': (n, w) =>
      `${w.integer(n.rowsLoaded)} 行中有 ${w.integer(n.rowsOutside)} 行（${w.percent(n.rowsOutside / n.rowsLoaded)}）位于 ${n.city} 之外，不计入任何网格。`,
    en: (n, w) =>
      `${w.integer(n.rowsOutside)} of ${w.integer(n.rowsLoaded)} rows (${w.percent(n.rowsOutside / n.rowsLoaded)}) lie outside "${n.city}" and count for no grid.`,
  },
  'dashed-line': {
    'zh-CN': (n) => `第 ${n.feature} 个要素是地图上的断续线，不是区域，没有计入。`,
    en: (n) => `Feature ${n.feature} was left out: it is the dashed line of a map, not an area.`,
  },
  'code-for-name': {
    'zh-CN': (n) => `第 ${n.feature} 个要素的字段“${n.field}”里没有名称，以其编码 ${n.name} 代替。`,
    en: (n) => `Feature ${n.feature} has no name in the field "${n.field}": its code ${n.name} stands in.`,
  },
  'area-repaired': {
    'zh-CN': (n) => `${namedZh(n.area)}的边界有误，已经修复：${n.fault}。`,
    en: (n) => `${namedEn(n.area)} was repaired: ${n.fault}.`,
  },
  'outline-left-out': {
    'zh-CN': (n, w) =>
      `${namedZh(n.area)}是文件中另外 ${w.integer(n.areas)} 个区域（${n.names.map((name) => `“${name}”`).join('、')}${n.areas > n.names.length ? '等' : ''}）的外轮廓，没有计入${n.alone === undefined ? '' : `；其中 ${w.percent(n.alone)} 不在这些区域之内，也不属于该城市`}。`,
    en: (n, w) =>
      `${namedEn(n.area)} was left out: it is the outline of ${w.integer(n.areas)} others in the file (${n.names.map((name) => `"${name}"`).join(', ')}${n.areas > n.names.length ? ` and ${w.integer(n.areas - n.names.length)} more` : ''})${n.alone === undefined ? '' : `; ${w.percent(n.alone)} of it lies in none of them and is no part of the city`}.`,
  },
  'areas-overlap': {
    'zh-CN': (n, w) =>
      `${namedZh(n.smaller)}与${namedZh(n.larger)}重叠：占前者的 ${w.percent(n.share)}、后者的 ${w.percent(n.shareOfLarger)}；重叠处的单元归较小的前者。`,
    en: (n, w) =>
      `${namedEn(n.smaller)} and ${namedEn(n.larger)} overlap: ${w.percent(n.share)} of the first, ${w.percent(n.shareOfLarger)} of the second; the cells there go to the first, the smaller one.`,
  },
  'more-overlaps': {
    'zh-CN': (n, w) => `另有 ${w.integer(n.pairs)} 对区域重叠，占较小一方的比例都更低。`,
    en: (n, w) =>
      `${counted(n.pairs, 'more pair of areas overlaps', w, 'more pairs of areas overlap')}, by less of the smaller one.`,
  },
  'areas-without-cell': {
    'zh-CN': (n, w) =>
      `${n.areas.map(namedZh).join('、')}${n.more > 0 ? `等 ${w.integer(n.areas.length + n.more)} 个区域` : ''}没有任何单元，因为它比 ${n.resolution} 级分辨率的单元还窄，或被更小的区域覆盖：那里的客户计入相邻区域；可尝试更高的分辨率。`,
    en: (n, w) =>
      `${n.areas.map(namedEn).join(', ')}${n.more > 0 ? ` and ${w.integer(n.more)} more` : ''} ${n.areas.length + n.more === 1 ? 'owns' : 'own'} no cell, being narrower than the cells of resolution ${n.resolution} or covered by smaller areas: customers there count for the neighbours. A finer resolution may help.`,
  },
  'units-repaired': {
    'zh-CN': (n, w) => `${w.integer(n.units)} 个整体单元的图形有误，已经修复：${namesZh(n)}。`,
    en: (n, w) =>
      `${counted(n.units, 'footprint', w)} had faults and ${n.units === 1 ? 'was' : 'were'} repaired: ${namesEn(n, w)}.`,
  },
  'units-outside': {
    'zh-CN': (n, w) => `${w.integer(n.units)} 个整体单元不在城市之内，没有单元：${namesZh(n)}。`,
    en: (n, w) =>
      `${counted(n.units, 'unit', w)} ${n.units === 1 ? 'lies' : 'lie'} outside the city and ${n.units === 1 ? 'has' : 'have'} no cell: ${namesEn(n, w)}.`,
  },
  'units-without-cell': {
    'zh-CN': (n, w) =>
      `${w.integer(n.units)} 个整体单元所在的单元都由同类中占比更大的单元持有，自身没有单元：${namesZh(n)}。`,
    en: (n, w) =>
      `${counted(n.units, 'unit', w)} ${n.units === 1 ? 'holds' : 'hold'} no cell, since others of the kind cover more of each they touch: ${namesEn(n, w)}.`,
  },
  'sites-outside': {
    'zh-CN': (n, w) =>
      `${w.integer(n.sites)} 个${siteZh[n.kind]}不在城市之内，不属于任何单元：${namesZh({ ...n, units: n.sites })}。`,
    en: (n, w) =>
      `${counted(n.sites, siteEn[n.kind], w)} ${n.sites === 1 ? 'lies' : 'lie'} outside the city and ${n.sites === 1 ? 'counts' : 'count'} in no cell: ${namesEn({ ...n, units: n.sites }, w)}.`,
  },
  'sites-unlocated': {
    'zh-CN': (n, w) =>
      `${w.integer(n.sites)} 个${siteZh[n.kind]}没有坐标，已保存但不在地图上：${namesZh({ ...n, units: n.sites })}。`,
    en: (n, w) =>
      `${counted(n.sites, siteEn[n.kind], w)} ${n.sites === 1 ? 'has' : 'have'} no coordinates; kept, but not on the map: ${namesEn({ ...n, units: n.sites }, w)}.`,
  },
  'places-without-pair': {
    'zh-CN': (n, w) =>
      `${w.integer(n.places)} 个屏障或通道没有碰到任何相邻单元之间的连线：${namesZh({ ...n, units: n.places })}。`,
    en: (n, w) =>
      `${counted(n.places, 'barrier or crossing', w, 'barriers or crossings')} ${n.places === 1 ? 'comes' : 'come'} between no neighbouring cells: ${namesEn({ ...n, units: n.places }, w)}.`,
  },
  'cells-tied': {
    'zh-CN': (n, w) =>
      `${w.integer(n.cells)} 个单元被两个整体单元同等覆盖，归编码在前的一个，如“${n.holder}”而不是“${n.other}”。`,
    en: (n, w) =>
      `Two units cover ${counted(n.cells, 'cell', w)} alike; ${n.cells === 1 ? 'it goes' : 'each goes'} to the first by code, such as to "${n.holder}" and not to "${n.other}".`,
  },
  'units-overlap': {
    'zh-CN': (n, w) =>
      `${w.integer(n.pairs)} 对整体单元的范围重叠，单元归占比较大者：${n.shown.map(({ names: [a, b], share }) => `“${a}”与“${b}”（占较小者的 ${w.percent(share)}）`).join('、')}${n.pairs > n.shown.length ? '等' : ''}。`,
    en: (n, w) =>
      `${counted(n.pairs, 'pair', w)} of units ${n.pairs === 1 ? 'overlaps' : 'overlap'}; a cell goes to the one that covers more of it: ${n.shown.map(({ names: [a, b], share }) => `"${a}" and "${b}" (${w.percent(share)} of the smaller)`).join(', ')}${n.pairs > n.shown.length ? ` and ${w.integer(n.pairs - n.shown.length)} more` : ''}.`,
  },
}
