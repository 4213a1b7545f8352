/**
 * What a thread can be asked to do: a function of plain data that does not know the database. A folder says in its `tasks.ts` what of its
 * work can leave the event loop, as `export const tasks = defineTasks(import.meta.url, { … })`; a thread loads that file by its address
 * when it is first asked, so nothing else has to list it.
 */
export interface Task<I, O> {
  /** unlike any other task's */
  readonly name: string
  /** address of the file whose `tasks` this one is among */
  readonly module: string
  readonly lane: Lane
  readonly run: (input: I) => O
}

/** Two, so that a stroke never waits for a verification: `short` tasks take up to a second for the largest city, `long` ones several. */
export type Lane = 'short' | 'long'

type Functions = Readonly<Record<string, (input: never) => unknown>>
export type Tasks<F extends Functions> = {
  readonly [K in keyof F]: Task<Parameters<F[K]>[0], ReturnType<F[K]>>
}

export function defineTasks<const F extends Functions>(module: string, functions: F, lane: Lane = 'short'): Tasks<F> {
  const named = Object.entries(functions).map(([name, run]) => [name, { name, module, lane, run }])
  return Object.fromEntries(named) as Tasks<F>
}
