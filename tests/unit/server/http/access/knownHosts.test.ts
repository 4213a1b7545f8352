import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { createHostCheck } from '../../../../../server/http/access/knownHosts.ts'

const rebinding = [
  'evil.example',
  'evil.example:4000',
  '127.0.0.1.evil.example',
  'localhost.evil.example:4000',
  '127.0.0.1@evil.example',
]

test('a server on loopback goes by the names of loopback, at any port, and by those it was given', () => {
  const isKnown = createHostCheck({ host: '127.0.0.1', hosts: ['shapan.example.com'] })
  for (const name of [
    'localhost',
    'LocalHost:4000',
    '127.0.0.1:1',
    '[::1]:4000',
    '[::1]',
    'localhost.:80',
    'shapan.example.com',
  ])
    expect(isKnown(name), name).toBe(true)
  for (const name of [...rebinding, '10.0.0.1', '0.0.0.0:4000', '[::2]', '', undefined, ':4000', 'a b'])
    expect(isKnown(name), name).toBe(false)
  expect(createHostCheck({ host: '127.0.0.2', hosts: [] })('127.0.0.2:4000')).toBe(true)
})

test('off loopback any address passes, and of names this machine’s own and those it was given', () => {
  const isKnown = createHostCheck({ host: '0.0.0.0', hosts: ['shapan.example.com'] })
  const own = [`${hostname()}:4000`, 'localhost:4000', '192.168.1.7:4000', '[fe80::1]:4000', 'SHAPAN.example.com']
  for (const name of own) expect(isKnown(name), name).toBe(true)
  for (const name of [...rebinding, 'example.com', '']) expect(isKnown(name), name).toBe(false)
})
