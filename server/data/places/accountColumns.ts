import { ShapanError } from '../../base/errors.ts'
import type { Grade, Listing, SiteDetails } from '../../contract/accounts.ts'
import { contractFigures, sumFigures } from '../../contract/figures.ts'
import { readDecimal } from '../humanNumber.ts'
import { parseScaled } from '../money.ts'
import { type FieldProblem, rowOf } from './placeColumns.ts'
import type { RowReader } from './readPlaces.ts'
import { valueOfWord, type Words, wordsText } from './wordValues.ts'

/** Names that columns of figures have in a file of accounts, beside the usual ones. */
const moreNames: Readonly<Record<string, readonly string[]>> = {
  customers: ['lines', 'subscribers', 'members', '线路数', '成员数', '成员用户数', '在网用户数', '号码数'],
  revenue: ['monthly_revenue', '集团收入', '总收入'],
}
const figures = sumFigures(contractFigures)

/** What a column may mean in a file of accounts, a row a site, and its usual names. */
export const accountKeys: readonly { readonly key: string; readonly columns: readonly string[] }[] = [
  {
    key: 'code',
    columns: [
      ...['account_id', 'account_code', 'account', '客户编码', '客户编号', '集团编码', '集团编号', '集团客户编码'],
      ...['集团客户编号', '单位编码', '单位编号', '企业编码', 'code', '编码', '编号', 'id'],
    ],
  },
  {
    key: 'name',
    columns: [
      ...['account_name', '客户名称', '集团名称', '集团客户名称', '集团客户', '单位名称', '企业名称', '公司名称'],
      ...['name', '名称'],
    ],
  },
  {
    key: 'grade',
    columns: ['grade', 'account_grade', '等级', '客户等级', '集团等级', '级别', '客户级别', '集团级别', '分级'],
  },
  {
    key: 'listing',
    columns: ['listing', 'list', 'account_type', '名单', '名单类型', '名单类别', '客户类型', '客户类别', '是否名单制'],
  },
  {
    key: 'site',
    columns: [
      ...['site_id', 'site_code', 'site_number', 'site_no', 'site', '地点编码', '地点编号', '场所编码', '场所编号'],
      ...['站点编码', '站点编号', '分支编码', '分支编号', '网点编码', '网点编号', '序号'],
    ],
  },
  {
    key: 'site-name',
    columns: ['site_name', '地点名称', '场所名称', '站点名称', '分支名称', '分支机构', '网点名称', '办公地点'],
  },
  ...figures.map(({ key, columns }) => ({ key, columns: [...(moreNames[key] ?? []), ...columns] })),
]

const listings: Words<Listing> = {
  key: ['重点', '重点客户', '集团', '集团客户', '大客户', '战略客户', '否', 'key account'],
  listed: ['名单', '名单制', '名单制客户', '名单客户', '是', 'listed account'],
}
const grades: Words<Grade> = {
  A: ['A级', 'A类', 'A档', '甲', '甲级', '一级', '钻石', '1'],
  B: ['B级', 'B类', 'B档', '乙', '乙级', '二级', '金', '金牌', '2'],
  C: ['C级', 'C类', 'C档', '丙', '丙级', '三级', '银', '银牌', '3'],
}

export interface SiteFields extends SiteDetails {
  /** of the site */
  readonly name: string
}

/** Of no site in particular, where the file has no column of sites. */
const onlySite = '1'
const mostCounted = 2_147_483_647

export const accountReader: RowReader<SiteFields> = {
  kind: 'account',
  keys: accountKeys,
  types: ['Point'],
  mayLackPlace: true,
  refuse(index, names, what) {
    if (index.code === undefined && index.name === undefined)
      throw new ShapanError(
        'missing-column',
        `Neither a code nor a name of accounts was found among the ${what}: say which with --map code=…,name=…. There are: ${names.slice(0, 50).join(', ') || 'none'}`,
        { columns: names },
      )
  },
  read: readSiteFields,
}

function readSiteFields(
  ...row: Parameters<typeof rowOf>
): { ok: true; fields: SiteFields } | { ok: false; problem: FieldProblem } {
  const { has, textAt, lineAt, refuse, faultOf } = rowOf(...row)
  const [code, name, site, siteName] = ['code', 'name', 'site', 'site-name'].map(lineAt)
  if (has('code') && !code) return refuse('code', 'missing-id', 'the code of the account is empty')
  if (!code && !name) return refuse('name', 'missing-id', 'the name is empty, and there is no code')
  const fault =
    faultOf('code', code!, 'site') ??
    faultOf('name', name!, 'name') ??
    faultOf('site', site!, 'site') ??
    faultOf('site-name', siteName!, 'name')
  if (fault) return fault
  const [gradeText, listingText] = [textAt('grade'), textAt('listing')]
  const grade = gradeText === null ? null : valueOfWord(grades, gradeText)
  if (grade === undefined)
    return refuse('grade', 'unknown-value', `"${gradeText}" is no grade of an account: ${wordsText(grades)} are`)
  const listing = listingText === null ? 'key' : valueOfWord(listings, listingText)
  if (listing === undefined)
    return refuse('listing', 'unknown-value', `"${listingText}" is no list of accounts: ${wordsText(listings)} are`)
  const told: Record<string, number> = {}
  for (const { key, unit, decimals } of figures) {
    const value = readScaled(textAt(key), unit === 'count' ? 'count' : 'amount', decimals)
    if (typeof value === 'string') return refuse(key, 'not-a-number', value)
    if (value === null) continue
    if (unit === 'count' && value < 0) return refuse(key, 'negative', `a number of ${key} cannot be negative`)
    if (unit === 'count' && value > mostCounted) return refuse(key, 'too-large', `more than ${mostCounted} ${key}`)
    told[key] = value
  }
  const account = code ?? name!
  const own = site ?? siteName ?? onlySite
  const fields = { account, accountName: name ?? account, listing, grade, site: own, figures: told }
  return {
    ok: true,
    fields: { ...fields, name: siteName ?? (site ? `${fields.accountName} ${site}` : fields.accountName) },
  }
}

/** A whole number of the last of so many decimals, null where there is none, or why the text is none. */
function readScaled(text: string | null, kind: 'count' | 'amount', decimals: number): number | null | string {
  if (text === null) return null
  const read = readDecimal(text, kind)
  if (typeof read === 'object') return read.reason
  const value = parseScaled(read, decimals)
  return value === null || Number.isNaN(value) ? `"${text}" is no number that can be kept` : value
}
