/** First come, first served; `acquire` resolves with the function that lets the next one in. */
export class Mutex {
  #last: Promise<void> = Promise.resolve()

  async acquire(): Promise<() => void> {
    const previous = this.#last
    let release = () => {}
    this.#last = new Promise((resolve) => {
      release = resolve
    })
    await previous
    return release
  }
}
