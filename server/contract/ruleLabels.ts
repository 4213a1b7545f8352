import type { Language } from './common.ts'
import type { RuleName } from './ruleNames.ts'

/** What a rule is called where its cost is told: something that is done. */
export const ruleLabels: Readonly<Record<RuleName, Readonly<Record<Language, string>>>> = {
  districts: { 'zh-CN': '顾及区县边界', en: 'minding district borders' },
  subdistricts: { 'zh-CN': '顾及街道边界', en: 'minding subdistrict borders' },
  mainGrids: { 'zh-CN': '设主网格', en: 'making main grids' },
  links: { 'zh-CN': '限制跨水连接', en: 'limiting links over water' },
  keepWhole: { 'zh-CN': '保持整体单元完整', en: 'keeping units whole' },
  barriers: { 'zh-CN': '以屏障为边界', en: 'taking barriers for borders' },
  pins: { 'zh-CN': '固定到网格', en: 'pinning things to grids' },
  apart: { 'zh-CN': '分开两处', en: 'keeping things apart' },
  classB: { 'zh-CN': 'B类片区目标', en: 'the targets of class B areas' },
  outletCentres: { 'zh-CN': '以自有网点为中心', en: 'taking own outlets for centres' },
  keyAccounts: { 'zh-CN': '重点客户自成网格', en: 'giving key accounts grids of their own' },
  listedAccounts: { 'zh-CN': '名单客户不计入均衡', en: 'leaving listed accounts out' },
}
