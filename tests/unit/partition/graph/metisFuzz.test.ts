import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGraph, type Graph, GraphFormatError, parseMetisGraph } from '../../../../partition/index.ts'
import { graphOf } from './builders.ts'

/** A graph as its file's lines of words; line 0 is the header. Every vertex has two weights, every edge one. */
type Lines = string[][]

const anyGraph: fc.Arbitrary<Graph> = fc.integer({ min: 2, max: 30 }).chain((vertexCount) => {
  const vertex = fc.nat(vertexCount - 1)
  const edges = fc.uniqueArray(fc.tuple(vertex, vertex, fc.integer({ min: 1, max: 1e6 })), {
    minLength: 1,
    maxLength: 90,
    selector: ([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`,
  })
  const column = fc.array(fc.nat(1e9), { minLength: vertexCount, maxLength: vertexCount })
  return fc.tuple(edges, column, column).map(([list, first, second]) => {
    const proper = list.filter(([a, b]) => a !== b)
    return graphOf(vertexCount, proper.length > 0 ? proper : [[0, 1, 1]], [first, second])
  })
})

function linesOf({ vertexCount, offsets, neighbors, edgeWeights, vertexWeights }: Graph): Lines {
  const lines = [[`${vertexCount}`, `${neighbors.length / 2}`, '011', '2']]
  for (let v = 0; v < vertexCount; v++) {
    const words = vertexWeights.map((weights) => `${weights[v]}`)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) words.push(`${neighbors[e]! + 1}`, `${edgeWeights[e]}`)
    lines.push(words)
  }
  return lines
}

const textOf = (lines: Lines) => lines.map((words) => `${words.join(' ')}\n`).join('')

/** The error a text is refused with; undefined where it was read. Anything but a GraphFormatError is thrown on. */
function refusalOf(text: string | Uint8Array): GraphFormatError | undefined {
  try {
    expect(checkGraph(parseMetisGraph(text))).toEqual([])
    return undefined
  } catch (error) {
    if (error instanceof GraphFormatError) return error
    throw error
  }
}

/** Spoils the lines of any graph and expects the refusal to name the line (counted from 1) and say the words. */
function expectRefused(spoil: (lines: Lines, pick: number) => { line: number; says: string }): void {
  fc.assert(
    fc.property(anyGraph, fc.nat(), (graph, pick) => {
      const lines = linesOf(graph)
      const { line, says } = spoil(lines, pick)
      const refusal = refusalOf(textOf(lines))
      expect(refusal?.message).toContain(says)
      expect(refusal?.line).toBe(line)
    }),
  )
}

/** A vertex with an edge, and where in its words the neighbour of some edge stands. */
function pickEdge(lines: Lines, pick: number): { line: number; at: number } {
  const rows = lines.map((_, line) => line).filter((line) => line > 0 && lines[line]!.length > 2)
  const line = rows[pick % rows.length]!
  return { line, at: 2 + 2 * (pick % ((lines[line]!.length - 2) / 2)) }
}

describe('parseMetisGraph, given any graph', () => {
  it('reads it from lines of any make: CRLF, tabs, blanks, comments between, rows in any order, no last newline', () => {
    const blank = fc.constantFrom(' ', '  ', '\t', ' \t ')
    const end = fc.constantFrom('\n', '\r\n', ' \n', '\n% a remark, 7 8 9\n', '\n%\r\n')
    fc.assert(
      fc.property(
        anyGraph,
        fc.array(blank, { minLength: 7 }),
        fc.array(end, { minLength: 5 }),
        (graph, blanks, ends) => {
          let used = 0
          const rows = linesOf(graph).map(([first = '', second = '', ...rest], line) => {
            const pairs =
              line === 0 ? [rest] : rest.flatMap((word, at) => (at % 2 === 0 ? [[word, rest[at + 1]!]] : []))
            const words = [first, second, ...pairs.reverse().flat()]
            return words.map((word) => word + blanks[used++ % blanks.length]!).join('') + ends[used % ends.length]!
          })
          expect(parseMetisGraph(`% made by a test\n${rows.join('').trimEnd()}`)).toEqual(graph)
        },
      ),
    )
  })

  it('refuses a number of vertices or edges that is not the rows’', () => {
    expectRefused((lines) => {
      lines[0]![1] = `${Number(lines[0]![1]) + 1}`
      return { line: 1, says: 'the header states' }
    })
    expectRefused((lines) => {
      const vertices = lines.length - 1
      lines.push(['1', '1'])
      return { line: lines.length, says: `text after the last of ${vertices} vertices` }
    })
  })

  it('refuses counts that the file cannot hold before it makes room for them', () => {
    const huge = fc.tuple(fc.integer({ min: 1, max: 50_000_000 }), fc.integer({ min: 0, max: 200_000_000 }))
    fc.assert(
      fc.property(
        huge,
        fc.constantFrom('0', '1', '10', '11', '111'),
        fc.integer({ min: 1, max: 64 }),
        (counts, fmt, ncon) => {
          fc.pre(counts[0] + counts[1] > 500)
          const head = [...counts, fmt, ...(fmt.length > 1 ? [ncon] : [])].join(' ')
          const before = process.memoryUsage().arrayBuffers
          expect(refusalOf(`${head}\n${'1 2 3\n'.repeat(80)}`)?.line).toBeGreaterThan(0)
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6)
        },
      ),
      { numRuns: 50 },
    )
    expect(refusalOf(`400 0 10 64\n${'\n'.repeat(400)}`)?.message).toContain('at least 51200 bytes')
  })

  it('refuses a file cut short anywhere', () => {
    fc.assert(
      fc.property(anyGraph, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (graph, share) => {
        const text = textOf(linesOf(graph))
        // A cut within the last number may leave a smaller one, which only an edge notices.
        const lastNumber = text.trimEnd().lastIndexOf(' ')
        expect(refusalOf(text.slice(0, Math.floor(share * lastNumber)))).toBeInstanceOf(GraphFormatError)
      }),
    )
  })

  it('refuses an edge to itself, one named twice and one beyond the graph', () => {
    expectRefused((lines, pick) => {
      const { line, at } = pickEdge(lines, pick)
      lines[line]![at] = `${line}`
      return { line: line + 1, says: `vertex ${line} has an edge to itself` }
    })
    expectRefused((lines, pick) => {
      const { line, at } = pickEdge(lines, pick)
      const twice = lines[line]!.slice(at, at + 2)
      lines[line]!.push(...twice)
      lines[0]![1] = `${Number(lines[0]![1]) + 1}`
      return { line: line + 1, says: `neighbour ${twice[0]} stands twice` }
    })
    expectRefused((lines, pick) => {
      const { line, at } = pickEdge(lines, pick)
      lines[line]![at] = `${lines.length}`
      return { line: line + 1, says: `neighbour ${lines.length} is not between 1 and ${lines.length - 1}` }
    })
  })

  it('refuses an edge that only one side names, or that weighs differently there', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(), fc.nat(), (graph, pick, other) => {
        const lines = linesOf(graph)
        const { line, at } = pickEdge(lines, pick)
        const wrong = 1 + (other % (lines.length - 1))
        fc.pre(
          wrong !== line && !lines[line]!.some((word, place) => place >= 2 && place % 2 === 0 && word === `${wrong}`),
        )
        lines[line]![at] = `${wrong}`
        expect(refusalOf(textOf(lines))?.message).toContain('does not name it')
      }),
    )
    fc.assert(
      fc.property(anyGraph, fc.nat(), (graph, pick) => {
        const lines = linesOf(graph)
        const { line, at } = pickEdge(lines, pick)
        lines[line]![at + 1] += '0'
        expect(refusalOf(textOf(lines))?.message).toMatch(/the edge \d+–\d+ weighs \d+ here and \d+ on line/)
      }),
    )
  })

  it('refuses weights that are negative, fractions, too large or no numbers, and names them', () => {
    const words = [
      '-1',
      '-0',
      '+3',
      '1.5',
      '.5',
      '1e3',
      '0x10',
      '9007199254740992',
      '9'.repeat(400),
      'NaN',
      '١٢',
      '1,5',
      '\0',
    ]
    for (const word of words) {
      expectRefused((lines, pick) => {
        const line = 1 + (pick % (lines.length - 1))
        const words = lines[line]!
        words[pick % words.length] = word
        return { line: line + 1, says: 'is not a whole number from 0 to 9007199254740991' }
      })
    }
    expect(refusalOf('1 0 10\n1.5\n')?.message).toContain('"1.5"')
    expect(refusalOf('1 0 10\n1.5\n')?.message).toContain('multiply by a power of ten and round')
  })

  it('refuses weights whose sum is not exact any more', () => {
    expectRefused((lines, pick) => {
      for (const line of [1, 2]) lines[line]![pick % 2] = `${2 ** 52 + 1}`
      return { line: 1, says: `vertex weight ${1 + (pick % 2)} sums to` }
    })
  })

  it('tells old line ends, byte-order marks and misplaced comments apart', () => {
    expect(refusalOf('3 2\r2\r1 3\r2\r')?.message).toContain('CR alone')
    expect(refusalOf('\u{feff}2 1\n2\n1\n')?.message).toContain('byte-order mark')
    expect(refusalOf(new TextEncoder().encode('\u{feff}2 1\n2\n1\n'))?.message).toContain('\\xef\\xbb\\xbf2')
    expect(refusalOf('2 1\n2 % east\n1\n')?.message).toContain('a comment must start its line')
  })

  it('reads or refuses anything made of a graph by cutting, doubling and swapping bytes', () => {
    const strike = fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom('cut', 'double', 'set'), fc.nat(255))
    fc.assert(
      fc.property(anyGraph, fc.array(strike, { minLength: 1, maxLength: 6 }), (graph, strikes) => {
        let bytes = [...new TextEncoder().encode(textOf(linesOf(graph)))]
        for (const [place, length, how, byte] of strikes) {
          const at = place % Math.max(1, bytes.length)
          const run = bytes.slice(at, at + length)
          const middle = how === 'cut' ? [] : how === 'double' ? [...run, ...run] : [byte]
          bytes = [...bytes.slice(0, at), ...middle, ...bytes.slice(at + (how === 'set' ? 1 : length))]
        }
        const refusal = refusalOf(Uint8Array.from(bytes))
        if (refusal) expect(refusal.line).toBeGreaterThan(0)
      }),
      { numRuns: 3000 },
    )
  })
})
