import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Limits } from '../base/limits.ts'
import { StreamPlaces } from './streamPlaces.ts'

/** Server-sent events: all streams of a server have their places here, are kept alive, and end with it. */
export interface EventStreams {
  /** Takes the answer over; throws `too-many-streams`, and then nothing was sent. */
  open(reply: FastifyReply, address: string): EventStream
}

export interface EventStream {
  /** Nothing once it has ended. One who takes nothing up for long is cut off, and comes again. */
  send(event: { readonly event: string; readonly data: string | Uint8Array; readonly id?: number }): void
  end(): void
  /** Called once, whoever ends it; at once where it has ended. */
  onEnd(leave: () => void): void
}

const heartbeatMs = 15_000
const retryMs = 2000
/** Bytes that wait for one who does not take them up. */
const mostWaiting = 4 * 1024 * 1024

export function createEventStreams(app: FastifyInstance, limits: Limits): EventStreams {
  const places = new StreamPlaces({
    most: limits.eventStreams,
    mostOfAddress: limits.eventStreamsOfAddress,
    what: 'event streams',
    variable: 'SHAPAN_MAX_EVENT_STREAMS',
    way: 'close one, or ask now and then for what it would tell',
  })
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })
  return {
    open(reply, address) {
      const leavePlace = places.take(address)
      const raw = openStream(reply)
      const heartbeat = setInterval(() => raw.write(': alive\n\n'), heartbeatMs)
      const leaving: (() => void)[] = []
      let isOpen = true
      const end = () => {
        if (!isOpen) return
        isOpen = false
        clearInterval(heartbeat)
        open.delete(end)
        leavePlace()
        raw.end()
        for (const leave of leaving) leave()
      }
      open.add(end)
      raw.on('close', end)
      return {
        send({ event, data, id }) {
          if (!isOpen) return
          if (raw.writableLength > mostWaiting) return end()
          raw.write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: `)
          raw.write(data)
          raw.write('\n\n')
        },
        end,
        onEnd(leave) {
          if (isOpen) leaving.push(leave)
          else leave()
        },
      }
    },
  }
}

/** Takes the answer out of Fastify's hands, keeping the headers its plugins have set. */
function openStream(reply: FastifyReply) {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // kept alive, the connection would hold up the server's close until it times out
    connection: 'close',
    // proxies such as nginx would hold events back
    'x-accel-buffering': 'no',
  })
  reply.raw.write(`retry: ${retryMs}\n\n`)
  return reply.raw
}
