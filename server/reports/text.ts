import type { Language } from '../contract/common.ts'

/** A tolerance of some figures, and a size band of customers. */
interface Goal {
  tolerance: (tolerance: string, figures: string) => string
  band: (smallest: string, largest: string) => string
}

/** Every word of the printed report. Functions take figures already written out. */
export interface ReportText {
  title: string
  sandbox: string
  plan: string
  revision: (revision: number) => string
  division: (name: string) => string
  /** the period, the file and the day it was imported */
  data: (period: string, source: string, date: string) => string
  /** it is judged by other data than it was made from */
  otherData: string
  /** the city has newer data than it is judged by: the same of it */
  olderData: (period: string, source: string, date: string) => string
  reportDate: (date: string) => string
  balanced: (grids: string, criteria: string) => string
  notBalanced: (within: string, grids: string, criteria: string) => string
  /** what grids are held to, said of several */
  criteria: Goal
  /** the same as a name */
  goal: Goal
  /** the same, said of one */
  rule: Goal
  nothingToJudge: (sums: string) => string
  /** what all grids have together */
  addUp: (figure: string, value: string, isPlural: boolean) => string
  someUnassigned: (cells: string, customers: string) => string
  worst: (list: string) => string
  nothingToDo: string
  whatToDo: string
  transfer: (amount: string, from: string, fromDeviation: string, to: string, toDeviation: string) => string
  rebalance: (goal: string) => string
  cannotMeet: (goal: string, isOfSeveral: boolean) => string
  assignCells: (cells: string) => string
  warnings: string
  and: string
  listSeparator: string
  /** between two things that hold at once */
  alsoSeparator: string
  /** so much of a figure */
  amount: (figure: string, value: string, isPlural: boolean) => string
  grids: string
  area: string
  within: Record<keyof Goal, (within: string, grids: string) => string>
  /** under a figure that the plan is not judged by */
  notJudged: string
  average: string
  largestDeviation: string
  cv: string
  maxMinRatio: string
  gini: string
  deviationTitle: (figure: string) => string
  deviationCaption: (goal: string) => string
  notBalancedFigure: (figure: string) => string
  mapTitle: (figure: string) => string
  mapCaption: Record<keyof Goal, string>
  lorenzTitle: string
  lorenzCaption: string
  lorenzX: string
  lorenzY: string
  equality: string
  tableTitle: string
  code: string
  name: string
  deviation: string
  cells: string
  largest: string
  smallest: string
  spreadTitle: string
  compactness: string
  total: string
  reconciliationTitle: string
  /** `division`: its name, where the city has others */
  reconciliationCaption: (division: string | null) => string
  inGrids: string
  unassigned: string
  outside: string
  sum: string
  file: string
  agrees: string
  differs: (difference: string) => string
  methodTitle: string
  method: (facts: {
    resolution: number
    cells: string
    area: string
    /** empty where there is nothing to judge by */
    rule: string
    /** labels of each ratio and of what it is of */
    ratios: readonly Record<'label' | 'numerator' | 'denominator', string>[]
    rows: string
    rejected: string
    sha256: string
  }) => string[]
}

const english: ReportText = {
  title: 'Balance report',
  sandbox: 'Shapan · grid-information sandbox',
  plan: 'Plan',
  revision: (revision) => `revision ${revision}`,
  division: (name) => `division ${name}`,
  data: (period, source, date) => `Data of ${period}: ${source}, imported ${date}`,
  olderData: (period, source, date) =>
    `These are not the city's newest data: ${source} of ${period} was imported on ${date}.`,
  otherData: 'The plan was made from other data; all figures here are of the data named above.',
  reportDate: (date) => `Report of ${date}`,
  balanced: (grids, criteria) => `Balanced: all ${grids} grids ${criteria}.`,
  notBalanced: (within, grids, criteria) => `Not balanced: ${within} of ${grids} grids ${criteria}.`,
  criteria: {
    tolerance: (tolerance, figures) => `are within ±${tolerance} of the average in ${figures}`,
    band: (smallest, largest) => `have ${smallest} to ${largest} customers`,
  },
  goal: {
    tolerance: (tolerance) => `a tolerance of ±${tolerance}`,
    band: (smallest, largest) => `a size of ${smallest} to ${largest} customers`,
  },
  rule: {
    tolerance: (tolerance, figures) => `is within ±${tolerance} of the average in ${figures}`,
    band: (smallest, largest) => `has ${smallest} to ${largest} customers`,
  },
  nothingToJudge: (sums) => `Nothing to balance: ${sums}.`,
  addUp: (figure, value, isPlural) => `the ${figure} of all grids ${isPlural ? 'add' : 'adds'} up to ${value}`,
  someUnassigned: (cells, customers) => `Not complete: ${cells} cells with ${customers} customers belong to no grid.`,
  worst: (list) => `Furthest out: ${list}.`,
  nothingToDo: 'Nothing needs to be done.',
  whatToDo: 'What to do',
  transfer: (amount, from, fromDeviation, to, toDeviation) =>
    `Move ${amount} from ${from} (${fromDeviation}) to its neighbour ${to} (${toDeviation}).`,
  rebalance: (goal) => `Or run the partition again with ${goal} and compare.`,
  cannotMeet: (goal, isOfSeveral) =>
    `The partition itself did not reach ${goal} in every grid: ${isOfSeveral ? 'balance fewer figures, ' : ''}allow more, or use smaller cells.`,
  assignCells: (cells) => `Give the ${cells} unassigned cells to a neighbouring grid with the brush.`,
  warnings: 'Notes from the partition',
  and: ' and ',
  listSeparator: ', ',
  alsoSeparator: ' and ',
  amount: (figure, value, isPlural) => `about ${value} ${isPlural ? '' : 'of '}${figure}`,
  grids: 'Grids',
  area: 'Area km²',
  within: {
    tolerance: (within, grids) => `${within} of ${grids} within tolerance`,
    band: (within, grids) => `${within} of ${grids} within the size band`,
  },
  notJudged: 'not balanced by this plan',
  average: 'Average per grid',
  largestDeviation: 'Largest deviation',
  cv: 'Coefficient of variation',
  maxMinRatio: 'Max–min ratio',
  gini: 'Gini',
  deviationTitle: (figure) => `Deviation of ${figure}, every grid`,
  deviationCaption: (goal) => `One bar a grid, sorted; the band is ${goal}.`,
  notBalancedFigure: (figure) => `The plan does not balance ${figure}; it is shown for information.`,
  mapTitle: (figure) => `Where: deviation of ${figure}`,
  mapCaption: {
    tolerance:
      'Orange has more than the average, blue less; what is within the tolerance has no tint. Grids beyond it are outlined and named.',
    band: 'Orange has more than the average, blue less; what is within the size band has no tint. Grids outside it are outlined and named.',
  },
  lorenzTitle: 'How even: Lorenz curve',
  lorenzCaption: 'The closer to the diagonal, the more even. Gini 0 is equal, 1 is all in one grid.',
  lorenzX: 'share of grids, smallest first',
  lorenzY: 'share of the total',
  equality: 'equal',
  tableTitle: 'Every grid, worst first',
  code: 'Code',
  name: 'Grid',
  deviation: 'Deviation',
  cells: 'cells',
  largest: 'Largest grid',
  smallest: 'Smallest grid',
  spreadTitle: 'Spread over the grids',
  compactness: 'Compactness',
  total: 'All grids',
  reconciliationTitle: 'Reconciliation with the imported file',
  reconciliationCaption: (division) =>
    `Grids, unassigned cells and rows outside the city add up to the file${division === null ? '' : `’s rows of the division ${division}`}.`,
  inGrids: 'In grids',
  unassigned: 'In unassigned cells',
  outside: 'Outside the city',
  sum: 'Sum',
  file: 'Imported file',
  agrees: 'agrees exactly',
  differs: (difference) => `differs by ${difference}`,
  methodTitle: 'How these figures are made',
  method: ({ resolution, cells, area, rule, ratios, rows, rejected, sha256 }) => [
    `The city is ${cells} hexagonal cells (H3 resolution ${resolution}), ${area} km²; every cell belongs to one grid or is counted as unassigned, so grids neither overlap nor leave gaps.`,
    `Deviation is a grid's figure over the average of all grids, minus one${rule && `; a grid is what it should be when it ${rule}`}.`,
    ...ratios.map(
      ({ label, numerator, denominator }) =>
        `${label} is a grid’s ${numerator} divided by its ${denominator}, never an average of averages.`,
    ),
    'Compactness is Polsby–Popper: 4π × area ÷ perimeter², 1 for a circle; borders of hexagons zigzag, so even round grids reach only about 0.7.',
    'The Gini coefficient is one minus twice the area under the Lorenz curve; the coefficient of variation is the standard deviation over the average.',
    `The data is an unchangeable snapshot: ${rows} rows loaded, ${rejected} rejected, SHA-256 ${sha256}.`,
  ],
}

const chinese: ReportText = {
  title: '均衡报告',
  sandbox: '沙盘 · 网格信息管理',
  plan: '方案',
  revision: (revision) => `第 ${revision} 次修订`,
  division: (name) => `业务线：${name}`,
  data: (period, source, date) => `账期 ${period}：${source}，${date}导入`,
  olderData: (period, source, date) => `不是本市的最新数据：${source}（${period}）于${date}导入。`,
  otherData: '方案由另一期数据划分而来；以下数字均按上述数据计算。',
  reportDate: (date) => `报告日期 ${date}`,
  balanced: (grids, criteria) => `均衡：全部 ${grids} 个网格${criteria}。`,
  notBalanced: (within, grids, criteria) => `不均衡：${grids} 个网格中有 ${within} 个${criteria}。`,
  criteria: {
    tolerance: (tolerance, figures) => `的${figures}在平均值的 ±${tolerance} 以内`,
    band: (smallest, largest) => `的规模在 ${smallest}–${largest} 个客户之间`,
  },
  goal: {
    tolerance: (tolerance) => ` ±${tolerance} 的容差`,
    band: (smallest, largest) => `每格 ${smallest}–${largest} 个客户的规模区间`,
  },
  rule: {
    tolerance: (tolerance, figures) => `${figures}在平均值的 ±${tolerance} 以内`,
    band: (smallest, largest) => `规模在 ${smallest}–${largest} 个客户之间`,
  },
  nothingToJudge: (sums) => `没有可均衡的指标：${sums}。`,
  addUp: (figure, value) => `全部网格的${figure}合计为 ${value}`,
  someUnassigned: (cells, customers) => `不完整：有 ${cells} 个六边形单元、${customers} 个客户不属于任何网格。`,
  worst: (list) => `偏差最大：${list}。`,
  nothingToDo: '无需调整。',
  whatToDo: '建议',
  transfer: (amount, from, fromDeviation, to, toDeviation) =>
    `从${from}（${fromDeviation}）向相邻的${to}（${toDeviation}）划转${amount}。`,
  rebalance: (goal) => `或以${goal}重新自动划分后对比。`,
  cannotMeet: (goal, isOfSeveral) =>
    `自动划分本身未能使每个网格都达到${goal}：可${isOfSeveral ? '减少均衡指标、' : ''}放宽要求，或采用更小的单元。`,
  assignCells: (cells) => `用画笔把 ${cells} 个未分配单元划给相邻网格。`,
  warnings: '自动划分的提示',
  and: '和',
  listSeparator: '、',
  alsoSeparator: '，且',
  amount: (figure, value) => `${figure}约 ${value}`,
  grids: '网格',
  area: '面积 km²',
  within: {
    tolerance: (within, grids) => `${grids} 个中 ${within} 个在容差内`,
    band: (within, grids) => `${grids} 个中 ${within} 个在规模区间内`,
  },
  notJudged: '本方案不均衡此项',
  average: '网格平均',
  largestDeviation: '最大偏差',
  cv: '变异系数',
  maxMinRatio: '极值比',
  gini: '基尼系数',
  deviationTitle: (figure) => `各网格${figure}偏差`,
  deviationCaption: (goal) => `每个网格一根，按偏差排序；色带为${goal}。`,
  notBalancedFigure: (figure) => `本方案未以${figure}为均衡指标，仅供参考。`,
  mapTitle: (figure) => `分布：${figure}偏差`,
  mapCaption: {
    tolerance: '橙色高于平均值，蓝色低于平均值，容差以内不着色；超出容差的网格加粗边界并标名。',
    band: '橙色高于平均值，蓝色低于平均值，规模区间以内不着色；超出区间的网格加粗边界并标名。',
  },
  lorenzTitle: '均衡程度：洛伦兹曲线',
  lorenzCaption: '越接近对角线越均衡。基尼系数 0 为完全均衡，1 为全部集中在一个网格。',
  lorenzX: '网格占比（由小到大）',
  lorenzY: '总量占比',
  equality: '完全均衡',
  tableTitle: '网格明细（偏差大者在前）',
  code: '网格编码',
  name: '网格',
  deviation: '偏差',
  cells: '单元数',
  largest: '最大网格',
  smallest: '最小网格',
  spreadTitle: '网格间差异',
  compactness: '紧凑度',
  total: '全部网格',
  reconciliationTitle: '与导入文件核对',
  reconciliationCaption: (division) =>
    `网格、未分配单元与城市以外的行相加，等于文件${division === null ? '' : `中业务线“${division}”的`}合计。`,
  inGrids: '网格内',
  unassigned: '未分配单元',
  outside: '城市以外',
  sum: '合计',
  file: '导入文件',
  agrees: '完全一致',
  differs: (difference) => `相差 ${difference}`,
  methodTitle: '口径说明',
  method: ({ resolution, cells, area, rule, ratios, rows, rejected, sha256 }) => [
    `城市由 ${cells} 个六边形单元组成（H3 分辨率 ${resolution}），共 ${area} km²；每个单元属于一个网格，或计入未分配，因此网格之间没有重叠，也没有盲区。`,
    `偏差 = 网格数值 ÷ 全部网格平均值 − 1${rule && `；${rule}的网格视为符合要求`}。`,
    ...ratios.map(
      ({ label, numerator, denominator }) => `${label} = 网格${numerator} ÷ 网格${denominator}，不取平均值的平均。`,
    ),
    '紧凑度采用 Polsby–Popper：4π × 面积 ÷ 周长²，圆为 1；六边形边界呈锯齿状，圆整的网格也只约 0.7。',
    '基尼系数 = 1 − 2 × 洛伦兹曲线下面积；变异系数 = 标准差 ÷ 平均值。',
    `数据为不可更改的快照：载入 ${rows} 行，拒绝 ${rejected} 行，SHA-256 ${sha256}。`,
  ],
}

export const reportText: Record<Language, ReportText> = { 'zh-CN': chinese, en: english }
