// Machine: a clone need not edit this file.
/** How a try is counted, and what a full count answers. */
import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '../../db/client'
import { causeOf } from '../../db/errors'
import type { RequestContext } from '../auth/request-context'
import { limitedNetworkOf, networkOf } from '../auth/sessions/ip-address'
import { type ErrorCode, type Failure, failure } from '../contract/errors'
import { LIMITS, type Limit, type LimitName, type Window } from '../limits/limits'
import { RateLimiterTable } from '../limits/rate-limiter-table'
import { log } from '../log/log'
import { logRefusal } from '../log/refusals'
import { connection } from './request-context'

export type Refused = Failure<'too-many-requests'>
export type Where = Pick<RequestContext, 'config' | 'device'>

/** What is counted, and what came of it. */
export type Work<Result> = () => Promise<Result>
export type Ended = { ok: true } | { ok: false; code: ErrorCode }

/** One count a process, kept where a reload of this module in development finds it again. */
const kept = globalThis as { appCount?: Count }

function count(): Count {
  kept.appCount ??= counter(() => connection().db)
  return kept.appCount
}

/** Does a try that ended with this code, null for none, stay in the count? */
export type Stays = (code: ErrorCode | null) => boolean
/** Whose counts; where nothing says what stays, all does. */
export type Counts = [LimitName, string, Stays?][]

/**
 * A refresh token is presented. A refusal leaves the cookie: it signs no one out. The token itself is
 * what is counted, since no forged one can then fill the count of a session.
 */
export const limitRefresh = (where: Where, token: string) =>
  limit(where, [['refresh-session', token]], letThrough)

/** A session calls a guarded route. */
export const limitSession = (where: Where, sessionId: string) =>
  limit(where, [['api-session', sessionId]], letThrough)

/** A browser reports what a page's policy has stopped. */
export const limitReports = (where: Where) =>
  limit(where, [['report-network', networkKey(where)]], letThrough)

/** A call of a public route that has no count of its own. */
export const limitNetwork = (where: Where) =>
  limit(where, [['api-network', networkKey(where)]], letThrough)

const letThrough = async () => ({ ok: true }) as const

/** What there was too much of, where it is not requests, and what to do beside waiting. */
const DETAILS: Partial<Record<LimitName, string>> = {
  'sign-in-network': 'There were too many attempts to sign in from your network.',
  'sign-in-account':
    'There were too many attempts to sign in to this account. A browser in which you have signed in since you chose your password still works.',
  'sign-in-browser': 'There were too many attempts to sign in.',
  'password-session': 'There were too many wrong passwords.',
  'password-network': 'There were too many wrong passwords from your network.',
  'new-password-network': 'There were too many attempts to choose a password from your network.',
  'mail-network': 'Too many mails were asked for from your network.',
  'mail-address':
    'Too many mails to this address were asked for from your network. Look into its mailbox, and among the spam.',
  'new-address':
    'Too many mails to this address were asked for. Look into its mailbox, and among the spam.',
  'sign-up-network': 'Too many accounts were made from your network.',
  'sign-up-address': 'There were too many attempts to sign up with this address.',
}

/** The tries of this process that have not ended and may yet be given back, by the count that has them. */
const open = new Map<string, number>()
/** How long one is waited for, in seconds: the check of a sign-up takes no longer. */
const OPEN_RETRY_AFTER = 5

/**
 * Counts a try, does its work, and takes it out of the counts again where it does not stay. Work that throws
 * ends as `internal-error`.
 */
export async function limit<Result extends Ended>(
  where: Where,
  counts: Counts,
  work: Work<Result>,
): Promise<Result | Refused> {
  const counted: { key: string; stays?: Stays; giveBack(): Promise<void> }[] = []
  // Until the work begins, there is nothing that could stay.
  let code: ErrorCode | null | undefined
  try {
    for (const [name, subject, stays] of where.config.rateLimit === 'off' ? [] : counts) {
      const key = `${name} ${subject}`
      const one = await count()(name, subject)
      if (!one.ok) {
        logRefusal('excess_rate_limit_exceeded', { limit: name, ip: networkOf(where.device.ip) })
        return open.has(key)
          ? failure('too-many-requests', { retryAfter: Math.min(one.retryAfter, OPEN_RETRY_AFTER) })
          : failure('too-many-requests', { retryAfter: one.retryAfter, detail: DETAILS[name] })
      }
      counted.push({ key, stays, giveBack: one.giveBack })
      if (stays) open.set(key, (open.get(key) ?? 0) + 1)
    }
    code = 'internal-error'
    const result = await work()
    code = result.ok ? null : result.code
    return result
  } finally {
    const ended = code
    await giveBack(counted.filter(({ stays }) => ended === undefined || stays?.(ended) === false))
    for (const { key, stays } of counted) if (stays) close(key)
  }
}

function close(key: string): void {
  const left = (open.get(key) ?? 1) - 1
  if (left > 0) open.set(key, left)
  else open.delete(key)
}

/** The answer is decided already, and stands whether or not the count can be written. */
async function giveBack(counted: { giveBack(): Promise<void> }[]): Promise<void> {
  await Promise.all(counted.map((one) => one.giveBack())).catch((error: unknown) =>
    log.error({ event: 'rate_limit_not_given_back', error: causeOf(error) }),
  )
}

/** Requests without an address share one count: they come around the proxies, or over a socket file. */
export const networkKey = ({ device: { ip } }: Pick<Where, 'device'>) => limitedNetworkOf(ip) ?? ''

/** One try that was counted. */
type Counted = {
  ok: true
  /** Takes it out of the count again: it was no guess. */
  giveBack(): Promise<void>
}

/** The count is full; `retryAfter` in seconds. */
type Full = { ok: false; limit: LimitName; retryAfter: number }

/** Counts one try against a limit. `subject`: whose count, an address or an id. */
type Count = (name: LimitName, subject: string) => Promise<Counted | Full>

/**
 * Counts tries by LIMITS.
 *
 * @param db is asked for when a limit that is kept there is first met.
 *
 * A try is counted before what it costs, and taken out afterwards if it was none: of ten thousand that
 * arrive together no more get through than the limit says. A try that is refused is not counted at
 * all: pressing a button in vain does not make a wait of a minute one of a day.
 */
export function counter(db: () => Db): Count {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, { kept, windows }]: [string, Limit]) => [
      name,
      windows.map((window) => limiterOf(db, name, kept, window)),
    ]),
  )
  return async function count(name, subject) {
    const key = digest(subject)
    const counted: Limiter[] = []
    const giveBack = async () => {
      for (const limiter of counted) await limiter.reward(key)
    }
    for (const limiter of limiters.get(name) ?? []) {
      const refused = await limiter.consume(key).then(
        () => null,
        (reason: unknown) => reason,
      )
      // What is no refusal is a fault of the database. No limit is no answer to that.
      if (refused !== null && !(refused instanceof RateLimiterRes)) throw refused
      if (refused) {
        // The refused try is taken out as well: it checked nothing.
        await limiter.reward(key)
        await giveBack()
        // A clock that was set back is no reason to wait longer than the window.
        const wait = Math.min(Math.ceil(refused.msBeforeNext / 1000), limiter.duration)
        const retryAfter = Math.max(1, wait)
        return { ok: false, limit: name, retryAfter }
      }
      counted.push(limiter)
    }
    return { ok: true, giveBack }
  }
}

type Limiter = Pick<RateLimiterMemory, 'consume' | 'reward' | 'duration'>

function limiterOf(db: () => Db, name: string, kept: Limit['kept'], window: Window): Limiter {
  const options = {
    keyPrefix: `${name}/${window.seconds}`,
    points: window.points,
    duration: window.seconds,
  }
  return kept === 'process' ? new RateLimiterMemory(options) : new RateLimiterTable(db, options)
}

/** No address of a user or of a network is stored, and no text that a stranger chose. */
function digest(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url')
}
