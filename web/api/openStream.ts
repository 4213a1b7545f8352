/**
 * Server-sent events. A browser has six connections to a server that does not speak HTTP/2, for all of its tabs, and streams on all six would
 * leave none to save by: so a tab that nobody looks at has no stream, and the others share a few places, held by web locks.
 */

/** Leaves connections for everything else. */
const places = 4
/** One that the server refuses, as where there are too many, is asked for again after so many silences. */
const refusedFor = 12

export interface StreamOptions {
  /** what is done with the data of each event, by its name */
  readonly on: Readonly<Record<string, (data: unknown) => void>>
  /** called every so often while nothing can be heard, so that it may be asked for */
  readonly onSilence: () => void
  readonly silenceMs: number
}

/** Listens to an address until the function that it returns is called. */
export function openStream(url: string, { on, onSilence, silenceMs }: StreamOptions): () => void {
  let source: EventSource | null = null
  let leavePlace: (() => void) | null = null
  let isTaking = false
  let isOver = false
  let refusals = 0

  async function open(): Promise<void> {
    if (isOver || isTaking || leavePlace || document.hidden) return
    isTaking = true
    leavePlace = await takeStreamPlace(navigator.locks)
    isTaking = false
    if (!leavePlace) return
    if (isOver || document.hidden) return close()
    source = new EventSource(url)
    for (const [event, take] of Object.entries(on))
      source.addEventListener(event, (told) => {
        const { data } = told as MessageEvent<unknown>
        if (typeof data === 'string') take(JSON.parse(data))
      })
  }
  function close(): void {
    source?.close()
    source = null
    leavePlace?.()
    leavePlace = null
  }
  function tick(): void {
    if (document.hidden) return
    if (source?.readyState === EventSource.CLOSED) {
      close()
      refusals = refusedFor
    }
    if (refusals > 0) refusals--
    else void open()
    if (source?.readyState !== EventSource.OPEN) onSilence()
  }
  const onVisibility = (): void => {
    if (document.hidden) close()
    else void open()
  }

  const timer = setInterval(tick, silenceMs)
  document.addEventListener('visibilitychange', onVisibility)
  void open()
  return () => {
    isOver = true
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onVisibility)
    close()
  }
}

/** Resolves with what gives the place back, or null where all are taken. Where the browser has no web locks, nobody counts. */
async function takeStreamPlace(locks: LockManager | undefined): Promise<(() => void) | null> {
  if (!locks) return () => {}
  for (let place = 1; place <= places; place++) {
    const leave = await new Promise<(() => void) | null>((resolve) => {
      const hold = (lock: Lock | null) => (lock ? new Promise<void>(resolve) : resolve(null))
      locks.request(`shapan.stream.${place}`, { ifAvailable: true }, hold).catch(() => resolve(null))
    })
    if (leave) return leave
  }
  return null
}
