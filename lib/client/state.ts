// Machine: a clone need not edit this file.
import type { User } from '../contract/user'
import type { AuthState } from './types'

/**
 * For whom the server rendered a document: null for a visitor, undefined for no one in particular (a
 * static page).
 */
export type RenderedFor = User | null | undefined

/** What a page knows before it has asked anything. */
export function firstState(user: RenderedFor): AuthState {
  return {
    status: user === undefined ? 'unknown' : user ? 'signed-in' : 'signed-out',
    user: user ?? null,
    endReason: null,
    endedBefore: false,
    connection: 'ok',
    signOutStatus: 'none',
  }
}

/** The state that components see, as `useSyncExternalStore` wants it: one stable object a change. */
export function createState(initial: AuthState) {
  let current = initial
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    /** Changes some members. Where nothing differs, the snapshot stays the same and no listener is called. */
    set(change: Partial<AuthState>): void {
      const next = { ...current, ...change }
      // Every refresh brings the user again: an equal one must not render the page again.
      if (sameUser(next.user, current.user)) next.user = current.user
      const members = Object.keys(next) as (keyof AuthState)[]
      if (members.every((member) => next[member] === current[member])) return
      current = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** The server writes the members of a user in one order. */
function sameUser(a: User | null, b: User | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
