/** Says in the terminal what a start is doing: one line when a step begins, one with its time and result when it ends. */
export interface Progress {
  step(name: string): { done(result?: string): void }
  say(text: string): void
}

export function createProgress(write: (line: string) => void, now: () => number): Progress {
  const started = now()
  const stamp = () => `${((now() - started) / 1000).toFixed(1).padStart(5)} s`
  return {
    step: (name) => {
      const begun = now()
      write(`${stamp()}  ${name} …`)
      return {
        done: (result) => {
          const seconds = ((now() - begun) / 1000).toFixed(1)
          write(`${stamp()}  ✓ ${name} (${seconds} s)${result ? `: ${result}` : ''}`)
        },
      }
    },
    say: (text) => write(`${stamp()}  ${text}`),
  }
}
