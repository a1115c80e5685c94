// Machine: a clone need not edit this file.
/** The address of an account is verified by the link of a mail, which can be asked for again. */

import { insertMail } from '../../../db/mails'
import { findTokenUser } from '../../../db/one-time-tokens'
import { settled } from '../../../db/settled'
import { findUser, verifyEmail } from '../../../db/users'
import { type Failure, failure } from '../../contract/errors'
import type { Verification } from '../../contract/inputs'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { recordEvent } from '../events/record-event'
import { mailIsWaiting, newMail } from '../mails'
import type { RequestContext } from '../request-context'
import { presented, refuseLink } from '../tokens/one-time-token'

/**
 * Writes down that the mailbox of an account is its user's. Signs no one in, and touches no session: the browser
 * that opens the link may be signed in to another account.
 *
 * @returns `invalid-token` for one that is unknown, used, replaced, too old or for something else, and where the
 *   address is verified already: one answer. `forbidden` where it is not for the address that is named.
 */
export async function verifyAddress(
  context: RequestContext,
  { token, email }: Verification,
): Promise<{ ok: true } | Failure<'invalid-token' | 'forbidden'>> {
  const { db, now } = context
  const link = presented(token, 'verify-email')
  const owner = await findTokenUser(db, link, now)
  // The account of an attacker who signed up with this address must not be verified by its owner, who means another one.
  if (owner && email !== undefined && owner.email !== email) {
    return failure('forbidden', { detail: OF_ANOTHER })
  }
  const verified =
    owner &&
    (await settled(
      () => verifyEmail(db, owner.id, link, now),
      async () => {
        const user = await findUser(db, owner.id)
        return user?.emailVerifiedAt === now ? user : undefined
      },
    ))
  if (!verified) return refuseLink(context, NO_LONGER)
  await recordEvent(context, { type: 'email-verified', userId: verified.id, sessionId: null })
  return { ok: true }
}

/**
 * Asks for the link that verifies an address. One row is written, whether or not an account has the address:
 * what is sent, if anything, is decided later (`lib/mail/resolve.ts`).
 */
export async function resendVerification(context: RequestContext, email: string): Promise<void> {
  if (context.config.emailVerification === 'off') return
  await insertMail(context.db, newMail(context, 'resend-verification', { recipient: email }))
  mailIsWaiting()
}

const OF_ANOTHER =
  'This link was sent to another address. Sign out, and open it again to sign in with that one.'
const NO_LONGER = `This link does not work, or not any more: each is good for one use and ${LINK_LIFETIMES['verify-email'].words}, and a newer one ends it.`
