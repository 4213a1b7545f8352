/** Tells listeners what happened, by its kind. */
export interface Events<Kinds> {
  /** Returns what stops listening. */
  on<K extends keyof Kinds>(kind: K, listener: (what: Kinds[K]) => void): () => void
  emit<K extends keyof Kinds>(kind: K, what: Kinds[K]): void
}

export function createEvents<Kinds>(): Events<Kinds> {
  const listeners: { [K in keyof Kinds]?: Set<(what: Kinds[K]) => void> } = {}
  return {
    on(kind, listener) {
      const ofKind = listeners[kind] ?? new Set()
      listeners[kind] = ofKind
      ofKind.add(listener)
      return () => ofKind.delete(listener)
    },
    emit(kind, what) {
      for (const listener of listeners[kind] ?? []) listener(what)
    },
  }
}
