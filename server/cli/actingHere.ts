import { userInfo } from 'node:os'
import type { Acting } from '../life/submitPlan.ts'
import type { Shell } from './shell.ts'

/** Who acts by a command: the account of the operating system that runs it. */
export function actingHere({ clock }: Shell): Acting {
  return { actor: `cli:${accountName()}`, via: 'cli', address: null, now: clock() }
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // an account without a name, as in some containers
    return String(process.getuid?.() ?? 'unknown')
  }
}
