/**
 * Which side of the line from a to b a point c lies on: above 0 left, below 0 right, 0 exactly on it. Exact for all doubles: what rounding leaves in
 * doubt (Shewchuk 1997, bound A) is counted once more in whole numbers.
 */
export function orient(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ax - cx) * (by - cy)
  const right = (ay - cy) * (bx - cx)
  const area = left - right
  return Math.abs(area) > doubt * (Math.abs(left) + Math.abs(right)) ? area : orientExactly(ax, ay, bx, by, cx, cy)
}

const doubt = (3 + 16 * 2 ** -53) * 2 ** -53

function orientExactly(...given: [number, number, number, number, number, number]): number {
  const [ax, ay, bx, by, cx, cy] = given.map(inWholes) as [bigint, bigint, bigint, bigint, bigint, bigint]
  const area = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx)
  return area > 0n ? 1 : area < 0n ? -1 : 0
}

/** A double as a whole number of the smallest doubles. */
function inWholes(value: number): bigint {
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const size = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1)
  return bits >> 63n ? -size : size
}

const view = new DataView(new ArrayBuffer(8))
