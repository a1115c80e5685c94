// Machine: a clone need not edit this file.
/** What the operator of the site sees of an account and does to it, by its address. */
import { listUserEvents } from '../../../db/events'
import type { UserRow } from '../../../db/schema'
import { listLiveSessions } from '../../../db/session-lists'
import {
  disableUser,
  enableUser,
  findUserByEmail,
  listUsers,
  vouchForEmail,
} from '../../../db/users'
import { normalizeEmail } from '../../contract/email-address'
import { credentialsInput } from '../../contract/inputs'
import { isoTime } from '../../contract/time'
import { accountEvent } from '../events/list-events'
import { recordEvent } from '../events/record-event'
import { ownerMail } from '../mails'
import type { RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'
import { sessionSummary, signOutEverywhere } from '../sessions/manage-sessions'
import { deleteAccount } from './delete-account'
import { makeAccount } from './sign-up'

/** The highest AUTH_MAX_SESSIONS there is. */
const MAX_SESSIONS = 200
const LAST_EVENTS = 10

type Context = Pick<RequestContext, 'db' | 'now' | 'device'>

/**
 * Disables an account (every session of it ends at once, no one signs in to it, and a mail tells its owner),
 * enables it again, signs its user out everywhere, or vouches that its address is its user's.
 *
 * @returns `unchanged` where nothing had to change; `unknown` where no account has the address.
 */
export async function operate(
  context: Context,
  operation: keyof typeof EVENTS | 'sign-out',
  email: string,
): Promise<'done' | 'unchanged' | 'unknown'> {
  const { db, now } = context
  const user = await findUserByEmail(db, normalizeEmail(email))
  if (!user) return 'unknown'
  if (operation === 'sign-out') {
    await signOutEverywhere(context, user, null)
    return 'done'
  }
  const change = {
    disable: () => disableUser(db, user.id, now, ownerMail(context, 'account-disabled', user)),
    enable: () => enableUser(db, user.id),
    verify: () => vouchForEmail(db, user, now),
  }
  if (!(await change[operation]())) return 'unchanged'
  await recordEvent(context, { type: EVENTS[operation], userId: user.id, sessionId: null })
  return 'done'
}

const EVENTS = {
  disable: 'account-disabled',
  enable: 'account-enabled',
  verify: 'email-verified',
} as const

/**
 * Makes an account by the rules of sign-up. Its address counts as verified, since the operator vouches for it, and
 * it is sent no mail.
 *
 * @returns its stored address, or what is wrong; that the address is taken, whatever AUTH_EMAIL_VERIFICATION is.
 */
export async function createAccount(
  context: RequestContext,
  credentials: { email: string; password: string },
): Promise<{ ok: true; email: string } | { ok: false; problem: string }> {
  const input = credentialsInput.safeParse(credentials)
  if (!input.success) {
    return { ok: false, problem: input.error.issues.map(({ message }) => message).join(' ') }
  }
  const made = await makeAccount(context, input.data, { emailVerifiedAt: context.now })
  if (made.ok) return { ok: true, email: made.user.email }
  const taken = `There is an account with the address ${input.data.email} already.`
  return { ok: false, problem: made.detail ?? taken }
}

/** Deletes an account with everything that is kept about it. `unknown`: no account has the address. */
export async function deleteAccountOf(
  context: Context,
  email: string,
): Promise<'done' | 'unknown'> {
  const user = await findUserByEmail(context.db, normalizeEmail(email))
  return user && (await deleteAccount(context, user)) ? 'done' : 'unknown'
}

/** What a list and a page of an account both say; times are ISO 8601 UTC. */
const summary = ({ email, createdAt, emailVerifiedAt, disabledAt }: UserRow) => ({
  email,
  createdAt: isoTime(createdAt),
  emailVerifiedAt: isoTime(emailVerifiedAt),
  disabledAt: isoTime(disabledAt),
})

/**
 * Some of the accounts, by address.
 *
 * @param after only what comes after this address, as it is stored; null from the first.
 * @returns `sessions` that live, and the address to go on after; null at the end.
 */
export async function listAccounts(
  { db, now }: Context,
  { after, limit }: { after: string | null; limit: number },
) {
  // One row more shows whether there is a next page.
  const rows = await listUsers(db, { after, limit: limit + 1, now })
  const accounts = rows
    .slice(0, limit)
    .map(({ user, sessions }) => ({ ...summary(user), sessions }))
  return { accounts, next: rows.length > limit ? (accounts.at(-1)?.email ?? null) : null }
}

/** One account with its living sessions and last events, with networks in place of IP addresses. */
export async function showAccount({ db, now }: Context, email: string) {
  const user = await findUserByEmail(db, normalizeEmail(email))
  if (!user) return null
  const sessions = await listLiveSessions(db, user.id, { now, limit: MAX_SESSIONS })
  const events = await listUserEvents(db, user.id, { after: null, limit: LAST_EVENTS })
  return {
    id: user.id,
    ...summary(user),
    sessions: sessions.map((row) => {
      const { current: _, ip, ...session } = sessionSummary(row, '')
      return { ...session, network: networkOf(ip) }
    }),
    events: events.map((row) => {
      const { current: _, ip, ...event } = accountEvent(row, '')
      return { ...event, network: ip }
    }),
  }
}
