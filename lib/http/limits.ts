// Machine: a clone need not edit this file.
/** The rate limits, where requests meet them: whose count it is, and what a full one answers. */
import { causeOf } from '../../db/errors'
import { findUserByEmail } from '../../db/users'
import type { RequestContext } from '../auth/request-context'
import { limitedNetworkOf, networkOf } from '../auth/sessions/ip-address'
import { knownBrowserOf } from '../auth/tokens/known-browser'
import { type ErrorCode, type Failure, failure } from '../contract/errors'
import { type Count, counter } from '../limits/counter'
import type { LimitName } from '../limits/limits'
import { log } from '../log/log'
import { logRefusal } from '../log/refusals'
import { readKnownBrowsers } from './known-browser'
import { connection } from './request-context'

type Refused = Failure<'too-many-requests'>
type Where = Pick<RequestContext, 'config' | 'device'>

/** A try that was let through. */
type Try = {
  ok: true
  /** What came of it: one that was no guess is taken out of the count again. */
  ended(result: { ok: true } | { ok: false; code: ErrorCode }): Promise<void>
}

/** One count a process, kept where a reload of this module in development finds it again. */
const kept = globalThis as { appCount?: Count }

function count(): Count {
  kept.appCount ??= counter(() => connection().db)
  return kept.appCount
}

/**
 * A password is tried at the sign-in. A browser that the account knows has a count of its own, which no
 * stranger can fill: otherwise fifty wrong passwords a day would keep an owner out. All others share
 * those of the account and of their network; an address that has no account has a count like any.
 */
export async function limitSignIn(
  context: RequestContext,
  request: Pick<Request, 'headers'>,
  email: string,
): Promise<Try | Refused> {
  const browser = await knownBrowser(context, request, email)
  const counts: Counts = browser
    ? [['sign-in-browser', browser]]
    : [
        ['sign-in-network', networkKey(context)],
        ['sign-in-account', email],
      ]
  return limit(context, counts, isGuess)
}

/**
 * A user who is signed in proves the password. Each session has its own count: a thief who guesses on
 * a stolen one must not keep the owner from changing the password on another.
 */
export function limitPassword(context: RequestContext, sessionId: string): Promise<Try | Refused> {
  const counts: Counts = [
    ['password-network', networkKey(context)],
    ['password-session', sessionId],
  ]
  return limit(context, counts, isGuess)
}

/**
 * An account is made. What is sent again with a better password has made none; what the check of sign-ups
 * refuses has cost a call, and counts.
 */
export function limitSignUp(context: RequestContext, email: string): Promise<Try | Refused> {
  const counts: Counts = [
    ['sign-up-network', networkKey(context)],
    ['sign-up-address', email],
  ]
  return limit(
    context,
    counts,
    (code) => code === null || code === 'email-taken' || code === 'forbidden',
  )
}

/** A link is presented with a new password. */
export function limitReset(context: RequestContext): Promise<Try | Refused> {
  return limit(
    context,
    [['reset-network', networkKey(context)]],
    (code) => code === null || code === 'invalid-token',
  )
}

/**
 * A refresh token is presented. A refusal leaves the cookie: it signs no one out. The token itself is
 * what is counted, since no forged one can then fill the count of a session.
 */
export const limitRefresh = (where: Where, token: string) =>
  limit(where, [['refresh-session', token]])

/** A session calls a guarded route. */
export const limitSession = (where: Where, sessionId: string) =>
  limit(where, [['api-session', sessionId]])

/** A browser reports what a page's policy has stopped. */
export const limitReports = (where: Where) => limit(where, [['report-network', networkKey(where)]])

/** A call of a public route that has no count of its own. */
export const limitNetwork = (where: Where) => limit(where, [['api-network', networkKey(where)]])

/** What there was too much of, where it is not requests, and what to do beside waiting. */
const DETAILS: Partial<Record<LimitName, string>> = {
  'sign-in-network': 'There were too many attempts to sign in from your network.',
  'sign-in-account':
    'There were too many attempts to sign in to this account. A browser in which you have signed in since you chose your password still works.',
  'sign-in-browser': 'There were too many attempts to sign in.',
  'password-session': 'There were too many wrong passwords.',
  'password-network': 'There were too many wrong passwords from your network.',
  'sign-up-network': 'Too many accounts were made from your network.',
  'sign-up-address': 'There were too many attempts to sign up with this address.',
}

type Counts = [LimitName, string][]

const isGuess = (code: ErrorCode | null) => code === 'invalid-credentials'

/** @param stays is a try that ended with this code, null for none, to stay in the count? */
async function limit(
  { config, device }: Where,
  counts: Counts,
  stays: (code: ErrorCode | null) => boolean = () => true,
): Promise<Try | Refused> {
  const counted: { giveBack(): Promise<void> }[] = []
  for (const [name, subject] of config.rateLimit === 'off' ? [] : counts) {
    const one = await count()(name, subject)
    if (!one.ok) {
      await giveBack(counted)
      logRefusal('excess_rate_limit_exceeded', { limit: name, ip: networkOf(device.ip) })
      return failure('too-many-requests', { retryAfter: one.retryAfter, detail: DETAILS[name] })
    }
    counted.push(one)
  }
  return {
    ok: true,
    async ended(result) {
      if (!stays(result.ok ? null : result.code)) await giveBack(counted)
    },
  }
}

/** The answer is decided already, and stands whether or not the count can be written. */
async function giveBack(counted: { giveBack(): Promise<void> }[]): Promise<void> {
  await Promise.all(counted.map((one) => one.giveBack())).catch((error: unknown) =>
    log.error({ event: 'rate_limit_not_given_back', error: causeOf(error) }),
  )
}

/** Requests without an address share one count: they come around the proxies, or over a socket file. */
const networkKey = ({ device: { ip } }: Pick<Where, 'device'>) => limitedNetworkOf(ip) ?? ''

async function knownBrowser(
  { config, db, now }: RequestContext,
  { headers }: Pick<Request, 'headers'>,
  email: string,
): Promise<string | null> {
  const tokens = readKnownBrowsers(config, headers.get('cookie'))
  const user = tokens.length > 0 ? await findUserByEmail(db, email) : undefined
  if (!user) return null
  for (const token of tokens) {
    const browser = await knownBrowserOf(config, token, user, now)
    if (browser) return browser
  }
  return null
}
