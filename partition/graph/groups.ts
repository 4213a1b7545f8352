/** Groups that merge: a union–find whose leader is the lowest member, so that it does not depend on the order of joins. */
export interface Groups {
  leader(v: number): number
  join(a: number, b: number): void
}

export function createGroups(count: number): Groups {
  const above = Uint32Array.from({ length: count }, (_, v) => v)
  const leader = (v: number): number => {
    let top = v
    while (above[top] !== top) top = above[top]!
    for (let at = v; at !== top; ) {
      const next = above[at]!
      above[at] = top
      at = next
    }
    return top
  }
  return {
    leader,
    join: (a, b) => {
      const [p, q] = [leader(a), leader(b)]
      if (p < q) above[q] = p
      else above[p] = q
    },
  }
}
