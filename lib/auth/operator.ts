/** What whoever runs the site can do to an account, by its address. */
import { disableUser, enableUser, findUserByEmail } from '../../db/users'
import { signOutEverywhere } from './account-sessions'
import type { AuthContext } from './context'
import { normalizeEmail } from './email-address'
import { recordEvent } from './events'

export const OPERATIONS = ['disable', 'enable', 'sign-out'] as const
export type Operation = (typeof OPERATIONS)[number]

/**
 * Disables an account (every session of it ends at once, and no one signs in to it), enables it
 * again, or signs its person out everywhere.
 *
 * @returns `unchanged` where it was like that already; `unknown` where nobody has that address.
 */
export async function operate(
  context: Pick<AuthContext, 'db' | 'now' | 'device'>,
  operation: Operation,
  email: string,
): Promise<'done' | 'unchanged' | 'unknown'> {
  const { db, now } = context
  const user = await findUserByEmail(db, normalizeEmail(email))
  if (!user) return 'unknown'
  if (operation === 'sign-out') {
    await signOutEverywhere(context, user, null)
    return 'done'
  }
  const disabling = operation === 'disable'
  const changed = await (disabling ? disableUser(db, user.id, now) : enableUser(db, user.id))
  if (!changed) return 'unchanged'
  const type = disabling ? 'account-disabled' : 'account-enabled'
  await recordEvent(context, { type, userId: user.id, sessionId: null })
  return 'done'
}
