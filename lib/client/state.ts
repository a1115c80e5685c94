// Machine: a clone need not edit this file.
import type { PageEndReason } from '../contract/end-reasons'
import type { User } from '../contract/user'
import type { AuthState } from './types'

/**
 * What the server rendered a document with: for whom, and, where no one is signed in, why the
 * session that this browser still has a cookie of is over.
 */
export type Rendered = { user: User | null; endReason: PageEndReason | null }

/** What a page knows before it has asked anything. */
export function firstState({ user, endReason }: Rendered): AuthState {
  return {
    status: user ? 'signed-in' : 'signed-out',
    user,
    endReason: user ? null : endReason,
    endedBefore: !user && endReason !== null,
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
