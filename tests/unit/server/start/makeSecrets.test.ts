import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../../server/base/config.ts'
import { readAccessToken } from '../../../../server/http/access/accessToken.ts'

const script = resolve(import.meta.dirname, '../../../../server/start/makeSecrets.sh')

test('secrets are made once, for their owner alone, and one’s own win', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-secrets-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = (name: string) => join(directory, name)
  const make = (env: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync('sh', [script, directory], { env: { PATH: process.env.PATH, ...env } })
    expect([status, String(stdout), String(stderr)]).toEqual([0, '', ''])
    return { token: readFileSync(path('token'), 'utf8'), password: readFileSync(path('password'), 'utf8') }
  }
  const first = make({ SHAPAN_TOKEN: '', POSTGRES_PASSWORD: '' })
  expect(first.token).toMatch(/^[0-9a-f]{48}$/)
  expect(first.password).toMatch(/^[0-9a-f]{48}$/)
  expect(first.token).not.toBe(first.password)
  expect(readdirSync(directory).sort()).toEqual(['password', 'token'])
  for (const name of ['password', 'token']) expect(statSync(path(name)).mode & 0o777).toBe(0o600)
  expect(make({})).toEqual(first)

  const own = String.raw`pa:ss\wo%41 @/d?#`
  expect(make({ POSTGRES_PASSWORD: own })).toEqual({ token: first.token, password: own })
  const config = loadConfig({
    HOST: '0.0.0.0',
    SHAPAN_TOKEN_FILE: path('token'),
    DATABASE_URL: 'postgres://shapan@database:5432/shapan',
    DATABASE_PASSWORD_FILE: path('password'),
  })
  expect(readAccessToken(config)).toBe(first.token)
  expect(new pg.Client({ connectionString: config.databaseUrl })).toMatchObject({
    user: 'shapan',
    password: own,
    host: 'database',
  })
  expect(() => loadConfig({ DATABASE_URL: 'postgres://a@b/c', DATABASE_PASSWORD_FILE: path('none') })).toThrow(
    /DATABASE_PASSWORD_FILE names .*none, which cannot be read: ENOENT/,
  )
})

test('every container of the compose file is confined, and none but the first is handed a secret by its environment', () => {
  const file = readFileSync(resolve(import.meta.dirname, '../../../../docker-compose.yml'), 'utf8')
  const [, services = ''] = /^services:\n([\s\S]*?)^volumes:/m.exec(file) ?? []
  const blocks = [...services.matchAll(/^ {2}(\w+):\n((?: {4}.*\n|\n| *#.*\n)+)/gm)].map(([, name, body = '']) => ({
    name,
    body,
  }))
  expect(blocks.map(({ name }) => name)).toEqual(['secrets', 'database', 'shapan'])
  for (const { name, body } of blocks) {
    expect(body, name).toMatch(/^ {4}<<: \*confined$/m)
    expect(body, name).toMatch(/^ {4}mem_limit: /m)
    expect(body, name).toMatch(/^ {4}pids_limit: /m)
    if (name !== 'secrets') expect(body, name).not.toMatch(/(PASSWORD|TOKEN): /)
  }
  for (const line of ['read_only: true', 'cap_drop: [ALL]', "security_opt: ['no-new-privileges:true']"])
    expect(file.split('services:')[0]).toContain(line)
})
