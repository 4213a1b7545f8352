import type { PlanNote } from './planNotes.ts'
import { type CityWords, counted, type NoteSentences, type WithCode } from './sentences.ts'

type Plan<C extends PlanNote['code']> = WithCode<PlanNote, C>
type ListCode = 'outlet-centres' | 'accounts-own-grids' | 'listed-left'
type NotCentre = Plan<'outlet-centres'>['notCentres'][number]
type NotOwn = Plan<'accounts-own-grids'>['notOwn'][number]
type NotLeft = Plan<'listed-left'>['notLeft'][number]

const notCentreZh: Readonly<Record<NotCentre['reason'], (n: NotCentre) => string>> = {
  nowhere: () => '不在城市的任何单元里',
  account: () => '位于重点客户自己的网格里',
  locked: () => '位于已锁定的网格里',
  shared: ({ other = '' }) => `与“${other}”只能同在一个网格`,
  light: () => '周围的量不到半个网格',
  'few-grids': () => '网点多于网格，周围的量最少',
}
const notCentreEn: typeof notCentreZh = {
  nowhere: () => 'it stands in no cell of the city',
  account: () => "it lies in a key account's own grid",
  locked: () => 'it lies in a locked grid',
  shared: ({ other = '' }) => `it can only share a grid with "${other}"`,
  light: () => 'less than half a grid lies around it',
  'few-grids': () => 'there are more outlets than grids, and little lies around it',
}

const notOwnZh: Readonly<Record<NotOwn['reason'], (n: NotOwn) => string>> = {
  nowhere: () => '没有地点在城市的单元里',
  shared: ({ other = '' }) => `其单元已属“${other}”的网格`,
  locked: () => '位于已锁定的网格里',
  pins: () => '其单元已固定到另一个网格',
  cuts: () => '取出后其余部分会断开',
}
const notOwnEn: typeof notOwnZh = {
  nowhere: () => 'none of its sites stands in a cell of the city',
  shared: ({ other = '' }) => `its cells are in the grid of "${other}"`,
  locked: () => 'it lies in a locked grid',
  pins: () => 'its cells are pinned to another grid',
  cuts: () => 'without it the rest would fall apart',
}

const notLeftZh: Readonly<Record<NotLeft['reason'], string>> = {
  unknown: '数据里没有它的编码，客户文件也没有写明数量',
  'nothing-there': '其地点所在的单元没有可扣除的量',
}
const notLeftEn: typeof notLeftZh = {
  unknown: 'the data has no row of its code, and its file does not say how many',
  'nothing-there': 'there is nothing in the cells of its sites',
}

/** `甲（原因）、乙（原因），另有 3 个`. */
function listZh(items: readonly string[], more: number | undefined, w: CityWords): string {
  return `${items.join('、')}${more ? `，另有 ${w.integer(more)} 个` : ''}`
}

function listEn(items: readonly string[], more: number | undefined, w: CityWords): string {
  return `${items.join(', ')}${more ? `, and ${w.integer(more)} more` : ''}`
}

/** What is noted of the rules about outlets and accounts, by code. */
export const listNotes: Pick<NoteSentences, ListCode> = {
  'outlet-centres': {
    'zh-CN': (n, w) =>
      `${w.integer(n.centres)} 个自有网点作为中心，各在一个网格${
        n.notCentres.length > 0
          ? `；未能作为中心：${listZh(
              n.notCentres.map((one) => `${one.name}（${notCentreZh[one.reason](one)}）`),
              n.more,
              w,
            )}`
          : ''
      }。`,
    en: (n, w) =>
      `${counted(n.centres, 'own outlet', w)} ${n.centres === 1 ? 'is a centre in a grid of its own' : 'are centres, each in a grid of its own'}${
        n.notCentres.length > 0
          ? `; no centre: ${listEn(
              n.notCentres.map((one) => `${one.name} (${notCentreEn[one.reason](one)})`),
              n.more,
              w,
            )}`
          : ''
      }.`,
  },
  'accounts-own-grids': {
    'zh-CN': (n, w) =>
      `${w.integer(n.accounts)} 个重点客户有 ${w.integer(n.grids)} 个自己的网格，不计入要求的网格数，也不参与均衡${
        n.notOwn.length > 0
          ? `；未能单独成网格：${listZh(
              n.notOwn.map((one) => `${one.name}（${notOwnZh[one.reason](one)}）`),
              n.more,
              w,
            )}`
          : ''
      }。`,
    en: (n, w) =>
      `${counted(n.accounts, 'key account', w)} ${n.accounts === 1 ? 'has' : 'have'} ${counted(n.grids, 'grid', w)} of ${n.accounts === 1 ? 'its' : 'their'} own, beside the number asked for and not balanced${
        n.notOwn.length > 0
          ? `; no grid of its own: ${listEn(
              n.notOwn.map((one) => `${one.name} (${notOwnEn[one.reason](one)})`),
              n.more,
              w,
            )}`
          : ''
      }.`,
  },
  'listed-left': {
    'zh-CN': (n, w) =>
      `${w.integer(n.accounts)} 个名单制客户的 ${w.integer(n.customers)} 个客户不计入均衡的权重${
        n.notLeft.length > 0
          ? `；仍计入：${listZh(
              n.notLeft.map(({ name, reason }) => `${name}（${notLeftZh[reason]}）`),
              n.more,
              w,
            )}`
          : ''
      }。`,
    en: (n, w) =>
      `${counted(n.accounts, 'listed account', w)} with ${counted(n.customers, 'customer', w)} left the weights${
        n.notLeft.length > 0
          ? `; still in them: ${listEn(
              n.notLeft.map(({ name, reason }) => `${name} (${notLeftEn[reason]})`),
              n.more,
              w,
            )}`
          : ''
      }.`,
  },
}
