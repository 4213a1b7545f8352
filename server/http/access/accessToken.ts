import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Config } from '../../base/config.ts'
import { ShapanError } from '../../base/errors.ts'
import { isLoopback } from './knownHosts.ts'

export const shortestToken = 16

/**
 * The token this server asks for, or undefined where it asks for none: only on loopback, where none is set.
 * Throws `invalid-config` without a token off loopback, and for one that is short or cannot stand in a header. Never repeats it.
 */
export function readAccessToken(config: Pick<Config, 'host' | 'token' | 'tokenFile'>): string | undefined {
  const name = config.tokenFile !== undefined ? 'SHAPAN_TOKEN_FILE' : 'SHAPAN_TOKEN'
  if (config.token !== undefined && config.tokenFile !== undefined) {
    throw new ShapanError('invalid-config', 'SHAPAN_TOKEN and SHAPAN_TOKEN_FILE are both set: keep one')
  }
  const token = config.tokenFile === undefined ? config.token : readTokenFile(config.tokenFile)
  if (token === undefined) {
    if (isLoopback(config.host)) return undefined
    throw new ShapanError(
      'invalid-config',
      `HOST is ${config.host}, which others can reach, so a token is needed: set SHAPAN_TOKEN to what \`openssl rand -hex 24\` prints, or SHAPAN_TOKEN_FILE to a file with it; or leave HOST at 127.0.0.1`,
    )
  }
  if (token.length < shortestToken) {
    throw new ShapanError(
      'invalid-config',
      `${name} holds ${token.length} characters and needs ${shortestToken} or more: \`openssl rand -hex 24\` makes one`,
    )
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ShapanError(
      'invalid-config',
      `${name} may hold letters, digits and signs of ASCII without spaces only: \`openssl rand -hex 24\` makes one`,
    )
  }
  return token
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const message = `SHAPAN_TOKEN_FILE names ${path}, which cannot be read: ${(error as NodeJS.ErrnoException).code}`
    throw new ShapanError('invalid-config', message, {}, error)
  }
}

/** In a time that tells nothing of where the two differ, nor of the length. */
export function isSameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
