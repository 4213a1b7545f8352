/** Who must not share a part with whom. */
export interface Foes {
  of(v: number): readonly number[]
  isWithFoe(v: number, part: number, owner: ArrayLike<number>): boolean
}

const none: readonly number[] = []

/** `pairs` holds a0, b0, a1, b1, … */
export function foesOf(pairs: ArrayLike<number> = []): Foes {
  const foes = new Map<number, number[]>()
  const add = (a: number, b: number) => {
    const list = foes.get(a)
    if (list) list.push(b)
    else foes.set(a, [b])
  }
  for (let i = 0; i < pairs.length; i += 2) {
    add(pairs[i]!, pairs[i + 1]!)
    add(pairs[i + 1]!, pairs[i]!)
  }
  return {
    of: (v) => foes.get(v) ?? none,
    isWithFoe: (v, part, owner) => foes.get(v)?.some((foe) => owner[foe] === part) ?? false,
  }
}
