// Machine: a clone need not edit this file.
/**
 * Tries to tell the server that a session is over until it has heard. The page has changed before:
 * but no script can delete the refresh cookie, and it works until the server has ended the session.
 */

import { isDone } from './answer'
import { type CallDeps, post } from './api'
import { retryDelay } from './refresh-schedule'
import type { Lock } from './tab-lock'
import type { AuthState } from './types'

const LOGOUT_PATH = '/api/auth/logout'

export type SignOutDeps = CallDeps & { now(): number; random(): number; lock: Lock }

export type SignOutSender = ReturnType<typeof createSignOut>

export type SignOutHooks = {
  tell(status: Exclude<AuthState['signOutStatus'], 'none'>): void
  /**
   * Tells the other tabs: at each try and once it is done. A page that is loaded while the server
   * does not know yet finds a living session. The late answer of its refresh would bring the cookie
   * of the ended session back, and that would look like a stolen copy.
   */
  announce(): void
}

export function createSignOut(deps: SignOutDeps, { tell, announce }: SignOutHooks) {
  let wanted = false
  let sending: { controller: AbortController; sent: boolean } | null = null
  let retries = 0
  let notBefore = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function send() {
    clearTimeout(timer)
    if (!wanted || sending) return
    announce()
    const attempt = { controller: new AbortController(), sent: false }
    sending = attempt
    const { signal } = attempt.controller
    const answer = await deps.lock(async () => {
      attempt.sent = true
      return post(deps, LOGOUT_PATH, { keepalive: true, signal })
    })
    if (sending !== attempt) return
    sending = null
    if (isDone(answer)) {
      wanted = false
      announce()
      tell('confirmed')
      return
    }
    tell('unconfirmed')
    const retryAfter = answer.kind === 'answer' ? answer.retryAfter : null
    const wait = retryDelay(retries, retryAfter, deps.random())
    retries += 1
    notBefore = retryAfter === null ? 0 : deps.now() + wait
    timer = setTimeout(send, wait)
  }

  /** Tries at once if a sign-out is still unconfirmed, unless the server said to wait. */
  function resume(): void {
    clearTimeout(timer)
    if (!wanted || sending) return
    const wait = notBefore - deps.now()
    if (wait > 0) {
      timer = setTimeout(resume, wait)
      return
    }
    retries = 0
    void send()
  }

  /** Holds back: a sign-in is being tried, and the late answer of a logout would clear its cookie. */
  function pause(): void {
    clearTimeout(timer)
    sending?.controller.abort()
    sending = null
  }

  return {
    /** Sends the sign-out, with back-off, until the server has confirmed it. */
    begin(): void {
      wanted = true
      retries = 0
      tell('pending')
      void send()
    },
    pause,
    resume,
    /** No longer needed: a sign-in ends the session that the browser held. */
    stop(): void {
      if (wanted) tell('confirmed')
      wanted = false
      pause()
    },
    /** The page is going away: sends what still waits for the lock or for its next try. */
    flush(): void {
      if (wanted && !sending?.sent) void post(deps, LOGOUT_PATH, { keepalive: true })
    },
  }
}
