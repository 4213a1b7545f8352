/**
 * Numbers as people write them in tables: `1,234.50`, `￥900`, `802元`, `１２`, `3.5万`, `(120.00)`. Every number of a file is read here. Digits and
 * points are moved as text, never multiplied, so that money stays exact. What can be read in two ways is refused with the reason.
 */

/** What a number is, which decides how it may be written: only a share may be a percentage. */
export type NumberKind = 'amount' | 'count' | 'figure' | 'share' | 'degrees'

const whatIsNeeded: Readonly<Record<Exclude<NumberKind, 'share'>, string>> = {
  amount: 'an amount of money',
  count: 'a number of customers',
  figure: 'a number that is no share',
  degrees: 'a number of degrees',
}

export interface NotReadable {
  readonly reason: string
}

/** What needs no second look; `Number` and `parseCents` take it as it stands. */
const plainDecimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

const currencies = String.raw`(?:NT|HK|US|MOP|RMB)?\p{Sc}|CNY|RMB|TWD|NTD|HKD|MOP|USD|人民币|人民幣|新台币|新臺幣|港币|港幣`
const written = new RegExp(
  String.raw`^(?<sign>[+-]?)\s*(?<currency>${currencies})?\s*(?<inner>[+-]?)(?<digits>\d[\d,.' ]*|\.\d+)(?:[eE](?<exponent>[+-]?\d{1,3}))?\s*(?<unit>[%万萬亿億])?\s*(?<yuan>元整?|圆整?|圓整?|${currencies})?$`,
  'u',
)
/** No number is longer, and a pattern with several runs of spaces in it takes long over a long text. */
const mostLetters = 60
const zerosOf: Readonly<Record<string, number>> = { '%': -2, 万: 4, 萬: 4, 亿: 8, 億: 8 }

/** Decimal text as a program writes it, or why the text is none. */
export function readDecimal(text: string, kind: NumberKind): string | NotReadable {
  if (plainDecimal.test(text)) return text
  if (text.length > mostLetters) return unreadable(text, '', kind)
  const folded = foldWidth(text)
  const bracketed = kind === 'amount' ? /^\((.+)\)$/.exec(folded)?.[1] : undefined
  const parts = written.exec(bracketed ?? folded)?.groups
  const digits = parts && ungroup(parts.digits?.trim() ?? '')
  if (!parts || digits === undefined) return unreadable(text, folded, kind)
  const signs = `${bracketed === undefined ? '' : '-'}${parts.sign}${parts.inner}`
  if (signs.length > 1 || (parts.currency && parts.yuan)) return unreadable(text, folded, kind)
  const isMoney = Boolean(parts.currency || parts.yuan)
  if (isMoney && kind !== 'amount') return refuse(text, 'is an amount of money')
  if (parts.unit === '%' && kind !== 'share')
    return refuse(text, `is a percentage, where ${whatIsNeeded[kind]} is needed`)
  if (kind === 'degrees' && (parts.unit || digits !== parts.digits)) return unreadable(text, folded, kind)
  const exponent = Number(parts.exponent ?? 0) + (zerosOf[parts.unit ?? ''] ?? 0)
  return `${signs}${digits}${exponent === 0 ? '' : `e${exponent}`}`
}

/**
 * Full-width letters, digits and signs of a Chinese keyboard as the ASCII they mean, and every space and minus as the plain one. Not NFKC,
 * which would turn `10²` into 102 and `①` into 1.
 */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll('\uffe5', '¥')
    .replaceAll('\u2212', '-')
    .replace(/\s/g, ' ')
    .trim()
}

/** Thousands in groups of three by one sign, or none; undefined where they are grouped otherwise. */
function ungroup(digits: string): string | undefined {
  if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) return digits
  const separator = /^[1-9]\d{0,2}([,' ])\d{3}(?:\1\d{3})*(?:\.\d*)?$/.exec(digits)?.[1]
  return separator === undefined ? undefined : digits.replaceAll(separator, '')
}

function unreadable(text: string, folded: string, kind: NumberKind): NotReadable {
  const number = /\d[\d,.' ]*/.exec(folded)?.[0].trim() ?? ''
  if (/^\d{1,3}(\.\d{3})*,\d+$/.test(number) && number.includes('.')) {
    return refuse(text, 'has a comma for the decimals and points between thousands: write 1234.50')
  }
  if (/^\d+,\d+$/.test(number)) {
    const other = kind === 'degrees' ? '' : ', and thousands as 1,234'
    return refuse(text, `could mean two numbers: write the decimals after a point${other}`)
  }
  if (/^\d[\d,.' ]*[,.' ]\d+$/.test(number) && !/^\d+\.\d+$/.test(number)) {
    return refuse(text, 'is grouped unlike 1,234,567.89')
  }
  return refuse(text, kind === 'amount' ? 'is not a decimal number' : 'is not a finite number')
}

function refuse(text: string, what: string): NotReadable {
  return { reason: `${quoteStart(text)} ${what}` }
}

/** The text in quotes, as far as a sentence holds it. */
export function quoteStart(text: string): string {
  return text.length > mostLetters ? `"${text.slice(0, mostLetters)}…"` : `"${text}"`
}
