// Machine: a clone need not edit this file.
/** The limits of what a client tries: whose count it is, and which tries stay in it. */
import { findUserByEmail } from '../../db/users'
import type { RequestContext } from '../auth/request-context'
import { knownBrowserOf } from '../auth/tokens/known-browser'
import { readKnownBrowsers } from './known-browser'
import {
  type Counts,
  type Ended,
  limit,
  networkKey,
  type Refused,
  type Stays,
  type Where,
  type Work,
} from './limit'

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

const isGuess: Stays = (code) => code === 'invalid-credentials'

/** What a new password may cost, taken or not: a question to a service elsewhere. */
const newPassword = (where: Where): Counts[number] => ['new-password-network', networkKey(where)]

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
