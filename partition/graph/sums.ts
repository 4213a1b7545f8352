export function sumOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}

export function sumAt(values: Float64Array, vertices: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < vertices.length; i++) sum += values[vertices[i]!]!
  return sum
}
