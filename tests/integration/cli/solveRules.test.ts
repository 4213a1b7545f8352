import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDirectory, runHere } from './shapan.ts'

/** A square lattice of 24 × 24 vertices, with a second weight where asked for. */
const side = 24
const cwd = makeDirectory()
beforeAll(() => {
  writeFileSync(
    join(cwd, 'one.graph'),
    squareGraph((v) => [10 + (v % 7)]),
  )
  writeFileSync(
    join(cwd, 'two.graph'),
    squareGraph((v) => [10 + (v % 7), 1 + (v % 50)]),
  )
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const shapan = (...args: string[]) => runHere(['solve', ...args], { cwd, env: {} })
const solve = async (...args: string[]) => {
  const { code, stdout, stderr } = await shapan(...args, '--json')
  expect([stderr, code]).toEqual(['', 0])
  return JSON.parse(stdout)
}
const read = (name: string) => readFileSync(join(cwd, name), 'utf8').trim().split('\n').map(Number)
const rules = (name: string, content: unknown): string => {
  writeFileSync(join(cwd, name), JSON.stringify(content))
  return name
}

test('a size band gives every part a size inside it', async () => {
  const made = await solve('one.graph', '--size-band', '600-900', '--out', 'band.parts')
  expect(made).toMatchObject({ withinTolerance: true, stopped: false, nonContiguousParts: 0 })
  const sizes = sumsOf(read('band.parts'))
  expect(sizes).toHaveLength(made.parts)
  for (const size of sizes) expect(size >= 600 && size <= 900).toBe(true)
})

test('each weight has its tolerance, and a soft one stands back', async () => {
  const options = ['--parts', '8', '--tolerance', '3%,40%', '--soft', '2', '--preset', 'fast', '--compactness', '0.2']
  const made = await solve('two.graph', ...options, '--out', 'soft.parts')
  expect(made.weights[0].maxOverAverage).toBeLessThanOrEqual(0.03)
})

test('rules of a file hold in the parts', async () => {
  const file = rules('rules.json', {
    barriers: [[0, 1]],
    links: [[0, side * side - 1]],
    units: [[100, 101, 102]],
    pins: [
      [300, 2],
      [10, 5],
    ],
    apart: [[200, 201]],
    districts: { of: Array.from({ length: side * side }, (_, v) => (v % side < 12 ? 0 : 1)), rule: 'avoid' },
    factors: Array.from({ length: side * side }, (_, v) => (v % side < 12 ? 1 : 0.6)),
  })
  const made = await solve('one.graph', '--parts', '8', '--tolerance', '10%', '--rules', file, '--out', 'ruled.parts')
  expect(made).toMatchObject({ nonContiguousParts: 0, emptyParts: 0 })
  const parts = read('ruled.parts')
  expect(new Set([parts[100], parts[101], parts[102]]).size).toBe(1)
  expect([parts[300], parts[10]]).toEqual([2, 5])
  expect(parts[200]).not.toBe(parts[201])
})

test('districts are never crossed where the file says so', async () => {
  const of = Array.from({ length: side * side }, (_, v) => Math.floor((v % side) / 8))
  const file = rules('districts.json', { districts: { of, rule: 'never' } })
  await solve('one.graph', '--parts', '9', '--tolerance', '10%', '--rules', file, '--out', 'districts.parts')
  const districtsOf = new Map<number, Set<number>>()
  for (const [v, part] of read('districts.parts').entries())
    districtsOf.set(part, (districtsOf.get(part) ?? new Set()).add(of[v]!))
  for (const districts of districtsOf.values()) expect(districts.size).toBe(1)
})

test('dispersion reads positions from a file beside the rules', async () => {
  mkdirSync(join(cwd, 'rules'), { recursive: true })
  const lines = Array.from({ length: side * side }, (_, v) => `${v % side} ${Math.floor(v / side)}`)
  writeFileSync(join(cwd, 'rules', 'square.xy'), `${lines.join('\n')}\n`)
  const file = rules('rules/positions.json', { objective: 'dispersion', positions: 'square.xy' })
  await solve('one.graph', '--parts', '8', '--tolerance', '5%', '--rules', file, '--out', 'round.parts')
  writeFileSync(join(cwd, 'rules', 'short.xy'), '0 0\n')
  const short = rules('rules/short.json', { objective: 'dispersion', positions: 'short.xy' })
  const { code, stderr } = await shapan(
    ...['one.graph', '--parts', '8', '--tolerance', '5%', '--rules', short, '--out', 'x'],
  )
  expect(code).toBe(2)
  expect(stderr).toMatch(/short\.xy has 1 lines; the graph has 576 vertices, one a line \[unreadable-file\]\n$/)
})

test('the parts of today are kept but for the budget, and locked ones wholly', async () => {
  await solve('one.graph', '--parts', '8', '--tolerance', '30%', '--out', 'today.parts')
  const today = read('today.parts')
  const file = rules('locked.json', { locked: [3] })
  const made = await solve(
    ...(['one.graph', '--current', 'today.parts', '--tolerance', '8%'] as const),
    ...(['--budget', '6%', '--rules', file, '--out', 'next.parts'] as const),
  )
  const next = read('next.parts')
  expect(made).toMatchObject({ parts: 8, nonContiguousParts: 0 })
  let moved = 0
  let total = 0
  for (const [v, part] of next.entries()) {
    total += 10 + (v % 7)
    if (part !== today[v]) moved += 10 + (v % 7)
    expect(part === 3).toBe(today[v] === 3)
  }
  expect(moved / total).toBeLessThanOrEqual(0.06)
  expect(made.movedShare).toBeCloseTo(moved / total, 9)
})

test('a time limit ends the search with whole parts, and the output says so', async () => {
  const options = ['--parts', '60', '--tolerance', '1%', '--preset', 'quality', '--time-limit', '0.01s']
  const made = await solve('two.graph', ...options, '--out', 'stopped.parts')
  expect(made).toMatchObject({ parts: 60, stopped: true, emptyParts: 0, nonContiguousParts: 0 })
  const { stdout } = await shapan('two.graph', ...options, '--out', 'stopped.parts')
  expect(stdout).toContain('stopped at the time limit')
})

test('candidates are written as part files with the frontier they come from', async () => {
  const options = ['--parts', '8', '--tolerance', '5%', '--preset', 'fast', '--current', 'today.parts']
  const made = await solve('one.graph', ...options, '--candidates', 'choice')
  const files = ['balanced.parts', 'compact.parts', 'frontier.json', 'least-change.parts']
  expect(readdirSync(join(cwd, 'choice')).toSorted()).toEqual(files)
  expect(made.candidates.map(({ kind }: { kind: string }) => kind)).toEqual(['balanced', 'compact', 'least-change'])
  const frontier = JSON.parse(readFileSync(join(cwd, 'choice', 'frontier.json'), 'utf8'))
  expect(frontier.flatMap(({ plans }: { plans: string[] }) => plans).toSorted()).toEqual(
    files.filter((file) => file.endsWith('.parts')),
  )
  for (const file of files.filter((name) => name.endsWith('.parts'))) {
    expect(read(join('choice', file))).toHaveLength(side * side)
  }
})

test.each([
  ['both numbers of parts', ['--parts', '8', '--size-band', '1-2', '--tolerance', '5%'], /not both/],
  ['no number of parts', ['--tolerance', '5%'], /How many parts\?/],
  ['no tolerance', ['--parts', '8'], /--tolerance is needed/],
  ['a budget alone', ['--parts', '8', '--tolerance', '5%', '--budget', '5%'], /--budget needs --current/],
  ['too many tolerances', ['--parts', '8', '--tolerance', '5%,5%'], /2 tolerances for 1 weights/],
  ['a soft weight that is none', ['--parts', '8', '--tolerance', '5%', '--soft', '2'], /--soft names weight 2/],
  ['a band upside down', ['--size-band', '9-3', '--tolerance', '5%'], /30000-50000/],
  ['compactness beyond 1', ['--parts', '8', '--tolerance', '5%', '--compactness', '1.5'], /from 0 to 100%/],
  ['an unknown preset', ['--parts', '8', '--tolerance', '5%', '--preset', 'best'], /fast, balanced, quality/],
  ['no time', ['--parts', '8', '--tolerance', '5%', '--time-limit', '0s'], /10s or 2m/],
])('%s is a usage error in one line', async (_, options, message) => {
  const { code, stderr } = await shapan('one.graph', ...options, '--out', 'x')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^shapan: [^\n]+\n$/)
  expect(stderr).toMatch(message)
})

test.each([
  ['an unknown rule', { barrier: [[0, 1]] }, /barrier/],
  ['a pair of three', { links: [[0, 1, 2]] }, /links\.0/],
  ['a fraction of a vertex', { seeds: [0.5] }, /seeds\.0/],
  ['a vertex that is none', { pins: [[576, 1]] }, /a pin names vertex 576; there are 576 vertices/],
  ['a part that is none', { pins: [[5, 8]] }, /a pin names part 8/],
  ['locked parts without today', { locked: [1] }, /--current/],
  ['too few factors', { factors: [1, 1] }, /targets\.factorOf has 2 entries, 576 expected/],
])('%s in a rules file is refused by name', async (_, content, message) => {
  const file = rules('wrong.json', content)
  const { code, stderr } = await shapan(
    ...['one.graph', '--parts', '8', '--tolerance', '5%', '--rules', file, '--out', 'x'],
  )
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  expect(stderr).toMatch(/^shapan: [^\n]+ \[invalid-request\]\n$/)
})

test('rules that leave no plan are a no, with the reason', async () => {
  const file = rules('torn.json', { units: [[0, 50]] })
  const { code, stderr } = await shapan(
    ...['one.graph', '--parts', '8', '--tolerance', '5%', '--rules', file, '--out', 'x'],
  )
  expect(code).toBe(1)
  expect(stderr).toMatch(/^shapan: the unit of 2 vertices .* is not connected.* \[solve-failed\]\n$/)
})

test('a damaged part file is named with its line', async () => {
  writeFileSync(
    join(cwd, 'damaged.parts'),
    `${Array.from({ length: 576 }, (_, v) => (v === 9 ? 'x' : 0)).join('\n')}\n`,
  )
  const { code, stderr } = await shapan('one.graph', '--current', 'damaged.parts', '--tolerance', '5%', '--out', 'x')
  expect(code).toBe(2)
  expect(stderr).toMatch(/damaged\.parts, line 10: "x" stands where a part from 0 to 65534.*\[unreadable-file\]\n$/)
})

test('rules in another encoding are refused with the way out, and read once it is told', async () => {
  const name = Buffer.from([0xd7, 0xf8, 0xb1, 0xea]) // 坐标 in GBK
  const text = ['{ "objective": "dispersion", "positions": "', name, '.txt" }'].map((part) =>
    Buffer.from(part as string),
  )
  writeFileSync(join(cwd, 'gbk.json'), Buffer.concat(text))
  writeFileSync(
    join(cwd, '坐标.txt'),
    Array.from({ length: side * side }, (_, v) => `${v % side} ${Math.floor(v / side)}`).join('\n'),
  )
  const line = ['one.graph', '--parts', '8', '--tolerance', '10%', '--preset', 'fast', '--out', 'gbk.parts']
  const refused = await shapan(...line, '--rules', 'gbk.json')
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/say so with --encoding gb18030/)])
  expect(await shapan(...line, '--rules', 'gbk.json', '--encoding', 'gbk')).toMatchObject({ code: 0, stderr: '' })
  const alone = await shapan(...line, '--encoding', 'gbk')
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringMatching(/--encoding is that of --rules/)])
})

function squareGraph(weightsOf: (v: number) => number[]): string {
  const rows: string[] = []
  for (let v = 0; v < side * side; v++) {
    const [x, y] = [v % side, Math.floor(v / side)]
    const around = [
      [x - 1, y],
      [x + 1, y],
      [x, y - 1],
      [x, y + 1],
    ].filter(([a, b]) => a! >= 0 && a! < side && b! >= 0 && b! < side)
    rows.push([...weightsOf(v), ...around.map(([a, b]) => b! * side + a! + 1)].join(' '))
  }
  return `${side * side} ${2 * side * (side - 1)} 010 ${weightsOf(0).length}\n${rows.join('\n')}\n`
}

function sumsOf(parts: number[]): number[] {
  const sums: number[] = []
  for (const [v, part] of parts.entries()) sums[part] = (sums[part] ?? 0) + 10 + (v % 7)
  return sums
}
