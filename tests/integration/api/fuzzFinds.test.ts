import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { fuzz } from './fuzz/fuzz.ts'

const item = {
  type: 'object',
  properties: { id: { type: 'integer' } },
  required: ['id'],
  additionalProperties: false,
}
const answersItem = { 200: { content: { 'application/json': { schema: item } } } }
const document = {
  paths: {
    '/sound': { get: { responses: answersItem } },
    '/more': { get: { responses: answersItem } },
    '/other': { get: { responses: answersItem } },
    '/bare': { get: { responses: answersItem } },
    '/never': { get: { responses: answersItem } },
    '/items/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: answersItem,
      },
    },
  },
}

it('the fuzz tells answers off the document, faults of the server, and operations that nothing reaches', async () => {
  const app = Fastify()
  app.get('/openapi.json', async () => document)
  app.get('/sound', async () => ({ id: 7 }))
  app.get('/more', async () => ({ id: 7, extra: true }))
  app.get('/other', async (_, reply) => await reply.code(201).send({ id: 7 }))
  app.get('/bare', async (_, reply) => await reply.code(404).send({ message: 'no problem details' }))
  app.get('/items/:id', async (request) => {
    const { id } = request.params as { id: string }
    // Only a number learnt from another answer gets here.
    if (id === '7') throw new Error('seven')
    return { id: 1 }
  })
  const report = await fuzz({ app, seed: 1, requests: 300, makers: {}, makings: 0, examples: {} })
  const told = (name: string) => report.faults.filter((fault) => fault.includes(`, GET ${name}: `)).join()
  expect(told('/sound')).toBe('')
  expect(told('/more')).toContain('must NOT have additional properties')
  expect(told('/other')).toContain('201, which the document does not know')
  expect(told('/bare')).toContain('refuses as application/json')
  expect(told('/items/{id}')).toContain('answers 500')
  expect(report.unreached).toEqual(['GET /bare', 'GET /never'])
})
