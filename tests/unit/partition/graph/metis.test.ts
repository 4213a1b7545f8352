import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGraph, formatMetisPartition, GraphFormatError, parseMetisGraph } from '../../../../partition/index.ts'
import { graphOf, metisText } from './builders.ts'

const square = '4 4\n2 4\n1 3\n2 4\n1 3\n'

function failureOf(text: string): GraphFormatError {
  try {
    parseMetisGraph(text)
  } catch (error) {
    if (error instanceof GraphFormatError) return error
    throw error
  }
  throw new Error('the text was accepted')
}

describe('parseMetisGraph', () => {
  it('gives every vertex and edge the weight 1 where the file has none', () => {
    const graph = parseMetisGraph(square)
    expect(checkGraph(graph)).toEqual([])
    expect([...graph.neighbors]).toEqual([1, 3, 0, 2, 1, 3, 0, 2])
    expect(graph.vertexWeights.map((weights) => [...weights])).toEqual([[1, 1, 1, 1]])
    expect(new Set(graph.edgeWeights)).toEqual(new Set([1]))
  })

  it.each([
    ['0', '', '', ''],
    ['1', '', '', ' 9'],
    ['10', '', '5', ''],
    ['11', '', '5', ' 9'],
    ['100', '7', '', ''],
    ['101', '7', '', ' 9'],
    ['110', '7', '5', ''],
    ['111', '7', '5', ' 9'],
    ['001', '', '', ' 9'],
  ])('reads fmt %s', (fmt, size, vertexWeight, edgeWeight) => {
    const row = (neighbor: number) => [size, vertexWeight, `${neighbor}${edgeWeight}`].filter(Boolean).join(' ')
    const graph = parseMetisGraph(`2 1 ${fmt}\n${row(2)}\n${row(1)}\n`)
    expect(graph.vertexWeights.map((weights) => [...weights])).toEqual([vertexWeight ? [5, 5] : [1, 1]])
    expect([...graph.edgeWeights]).toEqual(edgeWeight ? [9, 9] : [1, 1])
  })

  it('reads several vertex weights, comments anywhere, CRLF, tabs, unsorted rows and no newline at the end', () => {
    const text = '% head\r\n3 2 010 2\r\n%\r\n 1\t10  3 2\r\n2 20 1\r\n% between\r\n3 30 1'
    const graph = parseMetisGraph(text)
    expect(graph.vertexWeights.map((weights) => [...weights])).toEqual([
      [1, 2, 3],
      [10, 20, 30],
    ])
    expect([...graph.neighbors]).toEqual([1, 2, 0, 0])
  })

  it('takes a blank line for a vertex without neighbours', () => {
    expect([...parseMetisGraph('3 1\n2\n1\n\n').offsets]).toEqual([0, 1, 2, 2])
  })

  it('reads bytes and text alike', () => {
    const bytes = new TextEncoder().encode(square)
    expect(parseMetisGraph(bytes)).toEqual(parseMetisGraph(square))
  })

  it.each([
    ['', 1, 'empty'],
    ['% only a comment\n', 1, 'empty'],
    ['2\n', 1, 'number of edges'],
    ['2 1 12\n2\n1\n', 1, 'fmt 12'],
    ['2 1 200\n2\n1\n', 1, 'fmt 200'],
    ['2 1 0 3\n2\n1\n', 1, 'ncon is 3'],
    ['2 1 10 0\n2\n1\n', 1, 'ncon 0'],
    ['2 1 0 0 9\n2\n1\n', 1, 'more than four'],
    ['999999999 3\n', 1, 'more than can be held'],
    ['9000 3\n1\n', 1, 'more than the file can hold'],
    ['2 1\n2\n', 2, 'ends after 1 of 2 vertices'],
    ['2 1\n3\n1\n', 2, 'neighbour 3 is not between 1 and 2'],
    ['2 1\n0\n1\n', 2, 'neighbour 0'],
    ['2 1\n1\n2\n', 2, 'edge to itself'],
    ['2 1\n2 2\n1\n', 2, 'stands twice'],
    ['2 1\n2\n1\n7\n', 4, 'text after the last'],
    ['3 2\n2\n1\n\n', 1, 'states 2 edges, the rows hold 1'],
    ['3 1\n2\n3\n\n', 2, 'vertex 1 names 2'],
    ['2 1 1\n2 5\n1 6\n', 2, 'weighs 5 here and 6'],
    ['2 1 1\n2 0\n1 0\n', 2, 'weighs 0'],
    ['2 1 1\n2\n1 1\n', 2, 'ends before the weight'],
    ['2 1 10\n-4 2\n1 1\n', 2, '"-4" is not a whole number'],
    ['2 1 10\n4.5 2\n1 1\n', 2, '"4.5"'],
    ['2 1\n二\n1\n', 2, 'is not a whole number'],
    ['2 1 10\n99999999999999999999 2\n1 1\n', 2, 'is not a whole number'],
  ])('refuses %j on line %i', (text, line, reason) => {
    const failure = failureOf(text)
    expect(failure.message).toContain(reason)
    expect(failure.line).toBe(line)
  })

  it('refuses or reads any damaged file, and what it reads is sound', () => {
    const base =
      '% c\n6 7 011 2\n1 2 2 3 4 1\n5 6 1 3 3 2\n7 8 2 2 4 9\n0 0 1 1 3 9 5 4 6 1\n3 3 4 4 6 2\n1 1 4 1 5 2\n'
    expect(checkGraph(parseMetisGraph(base))).toEqual([])
    const damage = fc.array(fc.tuple(fc.nat(base.length - 1), fc.constantFrom(...'0123456789 \n%-x')), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(damage, (changes) => {
        const letters = [...base]
        for (const [at, letter] of changes) letters[at] = letter
        try {
          expect(checkGraph(parseMetisGraph(letters.join('')))).toEqual([])
        } catch (error) {
          if (!(error instanceof GraphFormatError)) throw error
          expect(error.line).toBeGreaterThan(0)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('survives arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(checkGraph(parseMetisGraph(bytes))).toEqual([])
        } catch (error) {
          expect(error).toBeInstanceOf(GraphFormatError)
        }
      }),
    )
  })

  it('reads back what was written', () => {
    const edges = fc.uniqueArray(fc.tuple(fc.nat(19), fc.nat(19), fc.integer({ min: 1, max: 99 })), {
      maxLength: 60,
      selector: ([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`,
    })
    const weights = fc.array(fc.nat(1e9), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(edges, weights, (list, column) => {
        const graph = graphOf(
          20,
          list.filter(([a, b]) => a !== b),
          [column, column.slice().reverse()],
        )
        expect(parseMetisGraph(metisText(graph))).toEqual(graph)
      }),
    )
  })

  it('sorts the long row of a hub', () => {
    const leaves = Array.from({ length: 200 }, (_, i) => i + 2).reverse()
    const text = `201 200\n${leaves.join(' ')}\n${'1\n'.repeat(200)}`
    expect(checkGraph(parseMetisGraph(text))).toEqual([])
  })
})

describe('formatMetisPartition', () => {
  it('writes one part a line', () => {
    expect(formatMetisPartition(Uint16Array.of(0, 12, 3))).toBe('0\n12\n3\n')
  })
})
