// Machine: a clone need not edit this file.
/**
 * One call at a time, across the tabs of a browser, for everything that changes the refresh
 * cookie. Without it the late `Set-Cookie` of a refresh in one tab could overwrite the cookie that
 * a sign-in in another tab has just been given.
 *
 * The lock is advisory. No tab takes it from another, and none waits for more than three seconds:
 * a frozen tab may never give it back, and the server is safe without it.
 */

import { TAB_LOCK } from '../brand'

const LONGEST_WAIT = 3_000

/** Runs a task alone; resolves and rejects as the task does. */
export type Lock = <T>(task: () => Promise<T>) => Promise<T>

/** What is needed of `navigator.locks`. */
export type LockSource = {
  request<T>(name: string, options: { signal: AbortSignal }, task: () => Promise<T>): Promise<T>
}

/**
 * Makes the lock. `source` is asked at each use; `undefined` (an old browser, an insecure origin)
 * means that every task simply runs.
 */
export function createTabLock(source: () => LockSource | undefined): Lock {
  return async <T>(task: () => Promise<T>) => {
    const locks = source()
    if (!locks) return task()

    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), LONGEST_WAIT)
    let running: Promise<T> | undefined
    try {
      return await locks.request(TAB_LOCK, { signal: patience.signal }, () => {
        running = task()
        return running
      })
    } catch {
      // The wait was over, the browser refuses locks here, or a script took the lock away while
      // the task ran. What counts is the task: its own outcome, or, if it never began, its turn.
      return running ?? task()
    } finally {
      clearTimeout(timer)
    }
  }
}
