import { createHmac, randomBytes, scryptSync } from 'node:crypto'
import { isSameSecret } from './accessToken.ts'

/**
 * Log-ins of browsers that have shown the token. A session is `<expiry>.<random>.<HMAC of both>`; nothing is stored, so it holds over a
 * restart and between several servers of one token, and ends with its time or with the token.
 */
export interface Sessions {
  issue(): { readonly value: string; readonly seconds: number }
  isValid(value: string | undefined): boolean
}

export const sessionCookie = 'shapan_session'
const lifeSeconds = 7 * 24 * 3600

export function createSessions(token: string, now: () => number): Sessions {
  // scrypt, so that whoever gets hold of a cookie cannot try tokens against it by the billion.
  const key = scryptSync(token, 'shapan session', 32)
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    issue() {
      const claim = `${Math.floor(now() / 1000) + lifeSeconds}.${randomBytes(12).toString('base64url')}`
      return { value: `${claim}.${sign(claim)}`, seconds: lifeSeconds }
    },
    isValid(value) {
      const [, claim, expiry, signature] = /^((\d{1,12})\.[\w-]{16})\.([\w-]{43})$/.exec(value ?? '') ?? []
      if (claim === undefined || signature === undefined) return false
      return isSameSecret(signature, sign(claim)) && Number(expiry) * 1000 > now()
    },
  }
}

/** The session among the cookies a browser sends. */
export function sessionOf(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === sessionCookie) return value
  }
  return undefined
}
