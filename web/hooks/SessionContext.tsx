import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Session } from '../session/session.ts'
import type { SessionState } from '../session/state.ts'

const Context = createContext<Session | null>(null)
export const SessionProvider = Context

export function useSession(): Session {
  const session = useContext(Context)
  if (!session) throw new Error('useSession needs a SessionProvider around it')
  return session
}

/** Redraws when the selected part of the session's state is another value; select parts, not new objects. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  const { store } = useSession()
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}
