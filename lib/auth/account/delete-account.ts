// Machine: a clone need not edit this file.
import { findMail } from '../../../db/mails'
import { restorableEmails } from '../../../db/one-time-tokens'
import type { UserRow } from '../../../db/schema'
import { settled } from '../../../db/settled'
import { deleteUser } from '../../../db/user-deletion'
import { count } from '../../log/counts'
import { log } from '../../log/log'
import { mailIsWaiting, newMail } from '../mails'
import type { RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'

/**
 * Deletes an account with every row of it (GDPR article 17). A last mail tells the owner, which is written
 * with the deletion: where a thief has done it, the owner hears of it, also where the thief changed the address before.
 *
 * The event is in the log alone: a row of it would be of no user.
 *
 * @returns false where the account is gone already: of two calls at the same time one deletes it.
 */
export async function deleteAccount(
  context: Pick<RequestContext, 'db' | 'now' | 'device'>,
  { id, email }: Pick<UserRow, 'id' | 'email'>,
): Promise<boolean> {
  const { db, now, device } = context
  const told = (recipient: string) => newMail(context, 'account-deleted', { recipient })
  const earlier = new Set(await restorableEmails(db, id, now))
  earlier.delete(email)
  const mail = told(email)
  const deleted = await settled(
    () => deleteUser(db, id, [mail, ...[...earlier].map(told)]),
    async () => ((await findMail(db, mail.id)) ? true : undefined),
  )
  if (!deleted) return false
  count({ what: 'security-event', type: 'account-deleted' })
  log.info({ event: 'user_deleted', userId: id, ip: networkOf(device.ip) })
  mailIsWaiting()
  return true
}
