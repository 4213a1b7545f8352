/** The number that multiplied by itself `count` times gives x: by bisection, for the same bits everywhere. */
export function rootOf(x: number, count: number): number {
  let low = 0
  let high = Math.max(1, x)
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (powerOf(middle, count) > x) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/** base^exponent by repeated squaring. */
function powerOf(base: number, exponent: number): number {
  let power = 1
  let square = base
  for (let rest = exponent; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) power *= square
    square *= square
  }
  return power
}
