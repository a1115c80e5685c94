// Machine: a clone need not edit this file.
/**
 * Gets access tokens through the refresh cookie: one request in flight, at the planned time, only
 * in a visible tab, and again with back-off when the server could not answer.
 *
 * It decides when to ask; what the answer means for the page is the session store's business.
 */

import { IF_CURRENT, SESSION_REFRESH } from '../contract/session-refresh'
import { judgeRefresh, type Verdict } from './answer'
import { type CallDeps, post } from './api'
import type { Epoch } from './epoch'
import { refreshDelay, retryDelay, waitOf } from './refresh-schedule'
import type { Lock } from './tab-lock'

const REFRESH_PATH = '/api/auth/refresh'
// A timer of more than 2^31 - 1 milliseconds fires at once.
const LONGEST_TIMER = 86_400_000

export type RefresherDeps = CallDeps & { now(): number; random(): number; lock: Lock }

export type RefresherHooks = {
  epoch: Epoch
  /** May a planned refresh start now? (The tab is visible and not just signing in.) */
  mayRun(): boolean
  /** Is this page loading, with a cookie of which it knows nothing yet? */
  isFirst(): boolean
  /** Called with every verdict of the current epoch. `sentAt`: monotonic milliseconds. */
  onVerdict(verdict: Verdict, sentAt: number): void
}

type Kept = Extract<Verdict, { kind: 'kept' }>

/** A refresh either has a verdict or was overtaken by a sign-in or sign-out. */
export type Outcome = Verdict | { kind: 'overtaken' }

export function createRefresher(deps: RefresherDeps, hooks: RefresherHooks) {
  const { epoch } = hooks
  let flight: { promise: Promise<Outcome>; signal: AbortSignal } | null = null
  let plan: { at: number } | null = null
  // The server's Retry-After, which nothing on this page shortens. `until` is what the page shows;
  // it asks again at `retryAt`, which includes the jitter.
  let ban: { until: number; retryAt: number; verdict: Kept } | null = null
  let retries = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Asks now, or joins the request in flight. Respects a `Retry-After` that is running. */
  function refresh(): Promise<Outcome> {
    if (flight && !flight.signal.aborted) return flight.promise
    const wait = ban ? ban.until - deps.now() : 0
    if (ban && wait > 0) {
      // The clock has fractions: what is left of 600 seconds must not read as 601.
      const failure = { ...ban.verdict.failure, retryAfter: Math.ceil(Math.round(wait) / 1_000) }
      return Promise.resolve({ ...ban.verdict, failure })
    }
    const signal = epoch.signal()
    const started = { promise: ask(signal), signal }
    flight = started
    void started.promise.finally(() => {
      if (flight === started) flight = null
      look()
    })
    return started.promise
  }

  async function ask(signal: AbortSignal): Promise<Outcome> {
    let sentAt = deps.now()
    const answer = await deps.lock(() => {
      sentAt = deps.now()
      const headers = hooks.isFirst() ? { [SESSION_REFRESH]: IF_CURRENT } : undefined
      return post(deps, REFRESH_PATH, { signal, headers })
    })
    // A late answer must not bring back a session that was left, or that of another user.
    if (signal.aborted) return { kind: 'overtaken' }
    const verdict = judgeRefresh(answer)
    if (verdict.kind === 'kept') postpone(verdict)
    hooks.onVerdict(verdict, sentAt)
    return verdict
  }

  function postpone(verdict: Kept) {
    const { retryAfter } = verdict.failure
    const now = deps.now()
    const retryAt = now + retryDelay(retries, retryAfter, deps.random())
    retries += 1
    plan = { at: retryAt }
    ban = retryAfter === null ? null : { until: now + waitOf(retryAfter), retryAt, verdict }
  }

  /** Runs the planned refresh if its time has come, or sets the timer for it. */
  function look(): void {
    clearTimeout(timer)
    if (!plan || !hooks.mayRun()) return
    const wait = plan.at - deps.now()
    if (wait <= 0) void refresh()
    else timer = setTimeout(look, Math.min(wait, LONGEST_TIMER))
  }

  return {
    refresh,
    look,
    /** Plans the refresh that follows a grant of `expiresIn` seconds, asked for at `sentAt`. */
    follow(sentAt: number, expiresIn: number): void {
      plan = { at: sentAt + refreshDelay(expiresIn) }
      retries = 0
      look()
    },
    /** Wants a refresh as soon as one may run, unless the server said to wait. */
    want(): void {
      retries = 0
      plan = { at: Math.max(deps.now(), ban?.retryAt ?? 0) }
      look()
    },
    /** No more refreshes: there is no session. */
    forget(): void {
      clearTimeout(timer)
      plan = null
      retries = 0
    },
    /** Stops the timer; the plan stays for the next `look`. */
    pause: () => clearTimeout(timer),
  }
}
