// Machine: a clone need not edit this file.
/** Which sign-ins the owner of an account hears of by mail (ASVS v5.0.0-6.3.5). */
import { listSignIns, type SignInBefore } from '../../../db/events'
import type { NewMailRow } from '../../../db/mails'
import type { UserRow } from '../../../db/schema'
import { ownerMail } from '../mails'
import { EVENT_KEEP_TIME } from '../purge'
import type { Device, RequestContext } from '../request-context'
import { browserKind } from './device-name'
import { networkOf } from './ip-address'

/** Of more, the last ones are looked at: a program that keeps no cookie may sign in each minute. */
const MOST_LOOKED_AT = 500

/**
 * Does a browser that the account does not know sign in from a network, or with a kind of browser, from which no
 * one has signed in or up in the last 90 days?
 *
 * @param accountAge in milliseconds.
 * @param before what is kept of those 90 days, without this one.
 * @returns false also where no one has signed in before: the first sign-in is what the owner expects.
 */
export function isNewSignIn(
  { userAgent, ip }: Device,
  accountAge: number,
  before: SignInBefore[],
): boolean {
  const network = networkOf(ip)
  // Older sign-ins than these are not kept.
  const hasSignedIn = accountAge > EVENT_KEEP_TIME || before.some(({ type }) => type === 'sign-in')
  const wasHere = before.some(
    (one) =>
      one.ip === network &&
      (one.userAgent === userAgent || browserKind(one.userAgent) === browserKind(userAgent)),
  )
  return hasSignedIn && !wasHere
}

/**
 * The mail about a sign-in by a browser that the account does not know (`known-browser.ts`); undefined where the
 * owner need not hear of it.
 */
export async function newSignInMail(
  context: RequestContext,
  user: UserRow,
): Promise<NewMailRow | undefined> {
  const { db, now, device } = context
  const range = { since: now - EVENT_KEEP_TIME, limit: MOST_LOOKED_AT }
  const before = await listSignIns(db, user.id, range)
  return isNewSignIn(device, now - user.createdAt, before)
    ? ownerMail(context, 'new-sign-in', user)
    : undefined
}
