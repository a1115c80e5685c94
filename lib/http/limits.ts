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

/** What is counted, and what came of it. */
type Work<Result> = () => Promise<Result>
type Ended = { ok: true } | { ok: false; code: ErrorCode }

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
 *
 * @param work is given whether the account knows the browser.
 */
export async function limitSignIn<Result extends Ended>(
  context: RequestContext,
  request: Pick<Request, 'headers'>,
  email: string,
  work: (isKnown: boolean) => Promise<Result>,
): Promise<Result | Refused> {
  const browser = await knownBrowser(context, request, email)
  const counts: Counts = browser
    ? [['sign-in-browser', browser, isGuess]]
    : [
        ['sign-in-network', networkKey(context), isGuess],
        ['sign-in-account', email, isGuess],
      ]
  return limit(context, counts, () => work(browser !== null))
}

/**
 * A user who is signed in proves the password. Each session has its own count: a thief who guesses on
 * a stolen one must not keep the owner from changing the password on another.
 */
export function limitPassword<Result extends Ended>(
  context: RequestContext,
  sessionId: string,
  work: Work<Result>,
  more: Counts = [],
): Promise<Result | Refused> {
  const counts: Counts = [
    ...more,
    ['password-network', networkKey(context), isGuess],
    ['password-session', sessionId, isGuess],
  ]
  return limit(context, counts, work)
}

/** The same, with a new password. */
export const limitPasswordChange = <Result extends Ended>(
  context: RequestContext,
  sessionId: string,
  work: Work<Result>,
) => limitPassword(context, sessionId, work, [newPassword(context)])

/**
 * An account is made. What is sent again with a better password has made none. What the check of sign-ups
 * refuses counts for the network alone: bots could otherwise keep the owner of an address from signing up.
 */
export function limitSignUp<Result extends Ended>(
  context: RequestContext,
  email: string,
  work: Work<Result>,
): Promise<Result | Refused> {
  const isSignUp: Stays = (code) => code === null || code === 'email-taken'
  const counts: Counts = [
    newPassword(context),
    ['sign-up-network', networkKey(context), (code) => isSignUp(code) || code === 'forbidden'],
    ['sign-up-address', email, isSignUp],
  ]
  return limit(context, counts, work)
}

/** A link is presented with a new password. */
export function limitReset<Result extends Ended>(
  context: RequestContext,
  work: Work<Result>,
): Promise<Result | Refused> {
  const isUse: Stays = (code) => code === null || code === 'invalid-token'
  const counts: Counts = [newPassword(context), ['reset-network', networkKey(context), isUse]]
  return limit(context, counts, work)
}

/** A link that is about an address is presented. */
export const limitLink = <Result extends Ended>(context: RequestContext, work: Work<Result>) =>
  limit(
    context,
    [['link-network', networkKey(context), (code) => code === null || code === 'invalid-token']],
    work,
  )

/**
 * A mail to an address is asked for. It counts for the network and the address together: a stranger must not keep the
 * owner from asking. How many are sent has its own end (`lib/mail/resolve.ts`), but for a change of the address: it counts
 * for the new one, so no one's mailbox is flooded, and a thief keeps the owner from no other address. It counts alike
 * whether or not an account has the address: a full count shows nothing.
 *
 * @param what the kind of mail: what fills the count of one kind leaves the others.
 */
export const limitMail = <Result extends Ended>(
  context: RequestContext,
  what: 'forgot-password' | 'resend-verification' | 'change-email',
  email: string,
  work: Work<Result>,
) =>
  limit(
    context,
    [
      ['mail-network', networkKey(context)],
      what === 'change-email'
        ? ['new-address', email]
        : ['mail-address', `${what} ${networkKey(context)} ${email}`],
    ],
    work,
  )

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

/** Does a try that ended with this code, null for none, stay in the count? */
type Stays = (code: ErrorCode | null) => boolean
/** Whose counts; where nothing says what stays, all does. */
type Counts = [LimitName, string, Stays?][]

const isGuess: Stays = (code) => code === 'invalid-credentials'

/** What a new password may cost, taken or not: a question to a service elsewhere. */
const newPassword = (where: Where): Counts[number] => ['new-password-network', networkKey(where)]

const letThrough = async () => ({ ok: true }) as const

/** The tries of this process that have not ended and may yet be given back, by the count that has them. */
const open = new Map<string, number>()
/** How long one is waited for, in seconds: the check of a sign-up takes no longer. */
const OPEN_RETRY_AFTER = 5

/**
 * Counts a try, does its work, and takes it out of the counts again where it does not stay. Work that throws
 * ends as `internal-error`.
 */
async function limit<Result extends Ended>(
  { config, device }: Where,
  counts: Counts,
  work: Work<Result>,
): Promise<Result | Refused> {
  const counted: { key: string; stays?: Stays; giveBack(): Promise<void> }[] = []
  // Until the work begins, there is nothing that could stay.
  let code: ErrorCode | null | undefined
  try {
    for (const [name, subject, stays] of config.rateLimit === 'off' ? [] : counts) {
      const key = `${name} ${subject}`
      const one = await count()(name, subject)
      if (!one.ok) {
        logRefusal('excess_rate_limit_exceeded', { limit: name, ip: networkOf(device.ip) })
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
