import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../../../server/base/config.ts'
import { defaultLimits } from '../../../../server/base/limits.ts'

test('an empty environment means the embedded database on this machine only', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toEqual({
    databaseUrl: undefined,
    dataDir: resolve('data'),
    host: '127.0.0.1',
    port: 4000,
    basemapUrl: undefined,
    logLevel: 'info',
    token: undefined,
    tokenFile: undefined,
    hosts: [],
    trustProxy: undefined,
    requestsAMinute: 6000,
    lookupsAMinute: 60_000,
    limits: defaultLimits,
  })
})

test('every bad variable is named at once, with what it must look like', () => {
  const load = () => loadConfig({ PORT: '70000', LOG_LEVEL: 'loud', BASEMAP_URL: 'file:///etc/passwd' })
  expect(load).toThrow(/PORT is "70000" but must be a port number/)
  expect(load).toThrow(/LOG_LEVEL is "loud" but must be one of fatal/)
  expect(load).toThrow(/BASEMAP_URL must be an http or https URL/)
})

test('a database URL is never repeated, for its password', () => {
  expect(() => loadConfig({ DATABASE_URL: 'mysql://root:secret@db/x' })).toThrow(
    /DATABASE_URL must look like postgres:/,
  )
  expect(() => loadConfig({ DATABASE_URL: 'mysql://root:secret@db/x' })).not.toThrow(/secret/)
  expect(loadConfig({ DATABASE_URL: 'postgresql://a@b/c' }).databaseUrl).toBe('postgresql://a@b/c')
})

test('who may reach the server, and how often, is named in words that can be checked', () => {
  const config = loadConfig({
    SHAPAN_HOSTS: 'Shapan.example.com, 10.0.0.5,[fe80::1]',
    TRUST_PROXY: '127.0.0.1, 10.0.0.0/8, loopback',
    RATE_LIMIT: '100',
    LOOKUP_RATE_LIMIT: '100000',
  })
  expect(config).toMatchObject({
    hosts: ['shapan.example.com', '10.0.0.5', '[fe80::1]'],
    trustProxy: '127.0.0.1, 10.0.0.0/8, loopback',
    requestsAMinute: 100,
    lookupsAMinute: 100_000,
  })
  expect(loadConfig({ TRUST_PROXY: '2' }).trustProxy).toBe(2)
  for (const TRUST_PROXY of ['true', '0', '10', '10.0.0.0/33', 'proxy.local', '1.2.3', '127.0.0.1,'])
    expect(() => loadConfig({ TRUST_PROXY }), TRUST_PROXY).toThrow(
      /TRUST_PROXY is ".*" but must be the number of proxies/,
    )
  for (const SHAPAN_HOSTS of ['https://a.example', 'a.example:4000', '*'])
    expect(() => loadConfig({ SHAPAN_HOSTS }), SHAPAN_HOSTS).toThrow(/SHAPAN_HOSTS is ".*" but must be host names/)
  for (const RATE_LIMIT of ['0', '-1', '1.5', 'many'])
    expect(() => loadConfig({ RATE_LIMIT }), RATE_LIMIT).toThrow(/RATE_LIMIT is ".*" but must be a whole number/)
})
