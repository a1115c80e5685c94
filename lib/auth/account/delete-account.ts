// Machine: a clone need not edit this file.
import { findMail } from '../../../db/mails'
import type { UserRow } from '../../../db/schema'
import { settled } from '../../../db/settled'
import { deleteUser } from '../../../db/users'
import { count } from '../../log/counts'
import { log } from '../../log/log'
import { mailIsWaiting, newMail } from '../mails'
import type { RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'

/**
 * Deletes an account with every row of it (GDPR article 17). A last mail tells the owner, which is written by
 * the statement that deletes the account: where a thief has done it, the owner hears of it.
 *
 * The event is in the log alone: a row of it would be of no user.
 *
 * @returns false where the account is gone already: of two calls at the same time one deletes it.
 */
export async function deleteAccount(
  context: Pick<RequestContext, 'db' | 'now' | 'device'>,
  { id, email }: Pick<UserRow, 'id' | 'email'>,
): Promise<boolean> {
  const { db, device } = context
  const mail = newMail(context, 'account-deleted', { recipient: email })
  const deleted = await settled(
    () => deleteUser(db, id, mail),
    async () => ((await findMail(db, mail.id)) ? true : undefined),
  )
  if (!deleted) return false
  count({ what: 'security-event', type: 'account-deleted' })
  log.info({ event: 'user_deleted', userId: id, ip: networkOf(device.ip) })
  mailIsWaiting()
  return true
}
