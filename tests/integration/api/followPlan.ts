import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import type { TestServer } from './apiServer.ts'

export interface Told {
  readonly event: string
  readonly id: string | undefined
  readonly data: unknown
}

/** Follows a plan over a real connection, event by event. */
export async function follow(server: TestServer, planId: string) {
  if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 })
  const abort = new AbortController()
  const url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/api/plans/${planId}/events`
  const answer = await fetch(url, { signal: abort.signal })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const events = eventsOf(answer.body!)
  return {
    next: async () => (await events.next()).value,
    /** the next entry, past the states between */
    async entry(): Promise<Told> {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new Error('the stream has ended')
        if (value.event === 'entry') return value
      }
    },
    leave: () => abort.abort(),
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Told, undefined> {
  let text = ''
  for await (const bytes of body.pipeThrough(new TextDecoderStream() as never) as AsyncIterable<string>) {
    text += bytes
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
      const event = field('event')
      if (event) yield { event, id: field('id'), data: JSON.parse(field('data')!) }
    }
  }
}
