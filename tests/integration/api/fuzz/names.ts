/** Where a request's name is another than in the answers: the members to look in, the best first. */
const sources: Readonly<Record<string, string[][]>> = {
  city: [['city'], ['code']],
  from: [['plan', 'planId']],
  baseRevision: [['revision']],
  grid: [['number']],
}

/**
 * Values that exist, by the name they go by, learnt from the server's own answers: what a path calls `plan` an answer calls `planId`.
 * An operation that is new in the document finds its ids here by itself.
 */
export class KnownNames {
  readonly #values = new Map<string, Set<string | number>>()

  add(name: string, value: string | number): void {
    const values = this.#values.get(name) ?? new Set()
    this.#values.set(name, values)
    values.delete(value)
    values.add(value)
    // The newest are the likeliest to be still there.
    if (values.size > 40) values.delete(values.values().next().value!)
  }

  of(name: string): (string | number)[] {
    for (const source of sources[name] ?? [[name, `${name}Id`]]) {
      const found = source.flatMap((member) => [...(this.#values.get(member) ?? [])])
      if (found.length > 0) return found
    }
    return []
  }

  /** Notes every short text and whole number of an answer under the name of its member. */
  learn(value: unknown, depth = 0): void {
    if (typeof value !== 'object' || value === null || depth > 6) return
    if (Array.isArray(value)) {
      for (const item of value.slice(0, 20)) this.learn(item, depth + 1)
      return
    }
    for (const [name, member] of Object.entries(value)) {
      if (Number.isSafeInteger(member) || (typeof member === 'string' && member.length <= 80))
        this.add(name, member as string | number)
      else this.learn(member, depth + 1)
    }
  }
}
