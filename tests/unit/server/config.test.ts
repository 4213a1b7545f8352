import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../../server/config.ts'
import { defaultLimits } from '../../../server/limits.ts'

test('an empty environment means the embedded database on this machine only', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toEqual({
    databaseUrl: undefined,
    dataDir: resolve('./data'),
    host: '127.0.0.1',
    port: 4000,
    basemapUrl: undefined,
    logLevel: 'info',
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
