import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../../../server/base/config.ts'
import { isSameSecret, readAccessToken } from '../../../../../server/http/access/accessToken.ts'

const read = (env: Record<string, string>) => readAccessToken(loadConfig(env))
const good = 'k3wG-uV9p_Qz71hXm2Yt'

test('on loopback no token is needed, off it there is no start without one', () => {
  for (const HOST of ['', '127.0.0.1', '127.9.9.9', 'localhost', '::1', '::ffff:127.0.0.1']) {
    expect(read({ HOST }), HOST).toBeUndefined()
    expect(read({ HOST, SHAPAN_TOKEN: good }), HOST).toBe(good)
  }
  for (const HOST of ['0.0.0.0', '::', '192.168.1.7', 'shapan.example.com', '128.0.0.1', 'localhost.example.com']) {
    expect(() => read({ HOST }), HOST).toThrow(
      expect.objectContaining({ code: 'invalid-config', message: expect.stringMatching(/SHAPAN_TOKEN.*openssl rand/) }),
    )
    expect(read({ HOST, SHAPAN_TOKEN: good }), HOST).toBe(good)
  }
})

test('a token that is short or cannot stand in a header is refused and never repeated', () => {
  for (const token of ['hunter2', 'fifteen-letters', 'with space in it and long', '令牌令牌令牌令牌令牌令牌令牌令牌']) {
    expect(() => read({ SHAPAN_TOKEN: token })).toThrow(/SHAPAN_TOKEN/)
    expect(() => read({ SHAPAN_TOKEN: token })).not.toThrow(token)
  }
})

test('a token may come from a file, without its last line’s end', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-token-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'token')
  expect(() => read({ SHAPAN_TOKEN_FILE: file })).toThrow(
    /SHAPAN_TOKEN_FILE names .*token, which cannot be read: ENOENT/,
  )
  writeFileSync(file, `${good}\n`)
  expect(read({ SHAPAN_TOKEN_FILE: file, HOST: '0.0.0.0' })).toBe(good)
  expect(() => read({ SHAPAN_TOKEN_FILE: file, SHAPAN_TOKEN: good })).toThrow(/both set/)
  writeFileSync(file, '\n')
  expect(() => read({ SHAPAN_TOKEN_FILE: file, HOST: '0.0.0.0' })).toThrow(/holds 0 characters/)
})

test('secrets are equal only where every character is', () => {
  expect(isSameSecret(good, good)).toBe(true)
  for (const other of ['', good.slice(1), `${good}x`, good.toLowerCase()]) expect(isSameSecret(good, other)).toBe(false)
})
