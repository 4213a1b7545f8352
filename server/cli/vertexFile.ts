import { ShapanError } from '../base/errors.ts'
import { readText } from '../files/textFile.ts'

/** One number a line, as gpmetis writes parts; -1 for a vertex without one. Throws as `readText` does, naming the line. */
export async function readPartFile(path: string, vertexCount: number): Promise<Int32Array> {
  const parts = new Int32Array(vertexCount)
  await readLines(path, vertexCount, (line, v) => {
    if (!/^\s*(-1|\d{1,5})\s*$/.test(line) || Number(line) >= 65535) return 'a part from 0 to 65534, or -1 for none'
    parts[v] = Number(line)
    return undefined
  })
  return parts
}

/** Two coordinates a line, in any planar unit; x0, y0, x1, y1, … */
export async function readPositionFile(path: string, vertexCount: number): Promise<Float64Array> {
  const positions = new Float64Array(2 * vertexCount)
  await readLines(path, vertexCount, (line, v) => {
    const numbers = line.trim().split(/[\s,;]+/)
    if (numbers.length !== 2 || !numbers.every((text) => text !== '' && Number.isFinite(Number(text))))
      return 'two numbers'
    positions[2 * v] = Number(numbers[0])
    positions[2 * v + 1] = Number(numbers[1])
    return undefined
  })
  return positions
}

/** Calls `read` with each line; what it answers was expected there and is the reason to refuse the file. */
async function readLines(
  path: string,
  expected: number,
  read: (line: string, index: number) => string | undefined,
): Promise<void> {
  const text = (await readText(path, { expected: 'numbers' })).toString('latin1')
  let index = 0
  for (let at = 0; at < text.length; index++) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    const line = text.slice(at, end)
    at = end + 1
    const wanted = index < expected ? read(line, index) : `no more than ${expected} lines, one a vertex`
    if (wanted === undefined) continue
    const message = `${path}, line ${index + 1}: "${line.trim().slice(0, 40)}" stands where ${wanted} is expected`
    throw new ShapanError('unreadable-file', message, { line: index + 1 })
  }
  if (index < expected)
    throw new ShapanError(
      'unreadable-file',
      `${path} has ${index} lines; the graph has ${expected} vertices, one a line`,
    )
}
