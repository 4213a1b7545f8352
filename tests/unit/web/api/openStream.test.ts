import { afterEach, describe, expect, it, vi } from 'vitest'
import { openStream } from '../../../../web/api/openStream.ts'

class FakeSource extends EventTarget {
  static readonly OPEN = 1
  static readonly CLOSED = 2
  static opened: FakeSource[] = []
  readyState = FakeSource.OPEN
  constructor() {
    super()
    FakeSource.opened.push(this)
  }
  close(): void {
    this.readyState = FakeSource.CLOSED
  }
}

/** Web locks of one browser: a name is held by one at a time. */
function locksOfBrowser() {
  const held = new Set<string>()
  return {
    held,
    async request(name: string, _: object, work: (lock: object | null) => Promise<void> | undefined): Promise<void> {
      if (held.has(name)) return await work(null)
      held.add(name)
      await work({})
      held.delete(name)
    },
  }
}

function browser(locks: object | undefined = locksOfBrowser()) {
  vi.useFakeTimers()
  FakeSource.opened = []
  const page = Object.assign(new EventTarget(), { hidden: false })
  vi.stubGlobal('EventSource', FakeSource)
  vi.stubGlobal('document', page)
  vi.stubGlobal('navigator', { locks })
  return {
    page,
    isOpen: () => FakeSource.opened.filter(({ readyState }) => readyState === FakeSource.OPEN).length,
    show(isShown: boolean) {
      page.hidden = !isShown
      page.dispatchEvent(new Event('visibilitychange'))
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

const listen = (silences: number[] = [], told: unknown[] = []) =>
  openStream('/events', {
    on: { state: (data) => told.push(data) },
    onSilence: () => silences.push(1),
    silenceMs: 1000,
  })

describe('an event stream', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('passes on what is told, and is silent once it is closed', async () => {
    const { pass, isOpen } = browser()
    const told: unknown[] = []
    const close = listen([], told)
    await pass(0)
    FakeSource.opened[0]!.dispatchEvent(new MessageEvent('state', { data: '{"revision":3}' }))
    expect(told).toEqual([{ revision: 3 }])
    close()
    expect(isOpen()).toBe(0)
  })

  it('leaves a browser connections for everything else: four of its tabs have one, the next asks now and then', async () => {
    const locks = locksOfBrowser()
    const { pass, isOpen } = browser(locks)
    const closing = [listen(), listen(), listen(), listen()]
    await pass(0)
    const silences: number[] = []
    closing.push(listen(silences))
    await pass(2500)
    expect([isOpen(), silences.length]).toEqual([4, 2])
    closing[0]!()
    await pass(1500)
    expect(isOpen()).toBe(4)
    expect(locks.held.size).toBe(4)
    for (const close of closing) close()
    await pass(0)
    expect(locks.held.size).toBe(0)
  })

  it('is for those who look: a hidden tab gives its place back', async () => {
    const { pass, show, isOpen } = browser()
    const silences: number[] = []
    const close = listen(silences)
    await pass(0)
    show(false)
    await pass(5000)
    expect([isOpen(), silences]).toEqual([0, []])
    show(true)
    await pass(0)
    expect(isOpen()).toBe(1)
    close()
  })

  it('that is refused is not asked for at every turn; what it would tell is', async () => {
    const { pass } = browser(undefined)
    const silences: number[] = []
    const close = listen(silences)
    await pass(0)
    FakeSource.opened[0]!.close()
    await pass(10_000)
    expect([FakeSource.opened.length, silences.length]).toEqual([1, 10])
    await pass(5000)
    expect(FakeSource.opened).toHaveLength(2)
    close()
  })
})
