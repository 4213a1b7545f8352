import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A wire to a database that can be held (nothing passes, nothing is refused, as where a machine hangs), slowed and cut (refused, as where it is off). */
export interface Wire {
  readonly url: string
  hold(): void
  /** Lets what comes over connections made from now on wait so long before the first of it passes. */
  slow(milliseconds: number): void
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function wireTo(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let isHeld = false
  let latencyMs = 0
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      const start = () => isHeld || from.pipe(to)
      if (latencyMs > 0) setTimeout(start, latencyMs)
      else start()
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const port = await listen(0)
  onTestFinished(() => (server.listening ? cut() : undefined))
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    hold: () => {
      isHeld = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    slow: (milliseconds) => {
      latencyMs = milliseconds
    },
    cut,
    mend: async () => {
      isHeld = false
      if (server.listening) await cut()
      await listen(port)
    },
  }
}
