export interface Reading {
  /** CPU of this thread in the longest single turn of the event loop, ms */
  readonly longestMs: number
  /** CPU of this thread and of the whole process since the reading before, ms */
  readonly loopMs: number
  readonly processMs: number
  /** bytes the process holds, and the most it held */
  readonly heapMb: number
}

/**
 * Watches the event loop by its CPU, which other work on the machine does not change: `spin` turns the loop without a pause and
 * notes what each turn took. Spinning costs CPU itself, so requests are costed with it off.
 */
export class LoopProbe {
  #longest = 0
  #isSpinning = false
  #loopAtStart = process.threadCpuUsage()
  #processAtStart = process.cpuUsage()

  spin(isOn: boolean): void {
    if (this.#isSpinning === isOn) return
    this.#isSpinning = isOn
    let before = cpuMs(process.threadCpuUsage())
    const turn = () => {
      const now = cpuMs(process.threadCpuUsage())
      this.#longest = Math.max(this.#longest, now - before)
      before = now
      if (this.#isSpinning) setImmediate(turn)
    }
    if (isOn) setImmediate(turn)
  }

  take(): Reading {
    const reading = {
      longestMs: this.#longest,
      loopMs: cpuMs(process.threadCpuUsage(this.#loopAtStart)),
      processMs: cpuMs(process.cpuUsage(this.#processAtStart)),
      heapMb: process.memoryUsage().rss / 2 ** 20,
    }
    this.#longest = 0
    this.#loopAtStart = process.threadCpuUsage()
    this.#processAtStart = process.cpuUsage()
    return reading
  }
}

function cpuMs({ user, system }: { user: number; system: number }): number {
  return (user + system) / 1000
}
