/** Asks the measured server; what it answers is read to its end. */
export interface BenchClient {
  get(path: string): () => Promise<number>
  /** What has no end of its own is left once something of it has come. */
  beginning(path: string): () => Promise<number>
  json<Answer>(path: string): Promise<Answer>
  assignment(plan: string): Promise<Uint16Array>
  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Response>
  /** A body that is made when it is first sent. */
  post(
    path: string,
    body: () => string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
  ): () => Promise<number>
}

const jsonHeaders = { 'content-type': 'application/json' }

export function benchClient(base: string): BenchClient {
  const statusOf = async (answer: Response) => {
    await answer.arrayBuffer()
    return answer.status
  }
  return {
    get: (path) => async () => await statusOf(await fetch(base + path)),
    beginning: (path) => async () => {
      const answer = await fetch(base + path)
      const reader = answer.body!.getReader()
      await reader.read()
      await reader.cancel()
      return answer.status
    },
    json: async <Answer>(path: string) => (await (await fetch(base + path)).json()) as Answer,
    assignment: async (plan) => new Uint16Array(await (await fetch(`${base}${plan}/assignment`)).arrayBuffer()),
    send: async (method, path, body) =>
      await fetch(base + path, { method, ...(body && { headers: jsonHeaders, body: JSON.stringify(body) }) }),
    post: (path, body, headers = {}) => {
      let made: ReturnType<typeof body> | undefined
      return async () => {
        made ??= body()
        return await statusOf(
          await fetch(base + path, { method: 'POST', body: made, headers: { ...jsonHeaders, ...headers } }),
        )
      }
    },
  }
}

/** The borders of grids: cells beside one another in H3 order of two grids are nearly always neighbours. */
export function bordersOf(cells: Uint16Array): { readonly cell: number; readonly grid: number }[] {
  return [...cells.keys()]
    .filter((cell) => cell > 0 && cells[cell] !== cells[cell - 1])
    .map((cell) => ({ cell, grid: cells[cell - 1]! }))
}

/** Consecutive cells as runs. */
export function runsOf(cells: readonly number[]): { readonly start: number; readonly length: number }[] {
  const runs: { start: number; length: number }[] = []
  for (const cell of cells) {
    const last = runs.at(-1)
    if (last && last.start + last.length === cell) last.length++
    else runs.push({ start: cell, length: 1 })
  }
  return runs
}
