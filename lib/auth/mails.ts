// Machine: a clone need not edit this file.
/**
 * A mail that is to be sent: a row, written in the transaction of what it tells of (`Db['atomic']`), so that
 * neither is ever there without the other. `lib/mail` sends it after the answer.
 */
import { randomBytes } from 'node:crypto'
import type { NewMailRow } from '../../db/mails'
import type { MailKind, UserRow } from '../../db/schema'
import type { RequestContext } from './request-context'
import { networkOf } from './sessions/ip-address'

/** The row of a mail. Of the IP address only the network is kept. */
export function newMail(
  { now, device }: Pick<RequestContext, 'now' | 'device'>,
  kind: MailKind,
  to: Pick<NewMailRow, 'recipient'> & Partial<Pick<NewMailRow, 'userId' | 'newEmail'>>,
): NewMailRow {
  return {
    id: randomBytes(32).toString('base64url'),
    kind,
    userId: null,
    newEmail: null,
    ...to,
    userAgent: device.userAgent,
    ip: networkOf(device.ip),
    createdAt: now,
    dueAt: now,
  }
}

/** The row of a mail that tells the owner of an account what has happened to it. */
export const ownerMail = (
  context: Parameters<typeof newMail>[0],
  kind: MailKind,
  { id: userId, email: recipient }: Pick<UserRow, 'id' | 'email'>,
): NewMailRow => newMail(context, kind, { userId, recipient })

/** The bundler may load this module more than once in a process. */
const kept = globalThis as { appMailWaiting?: () => void }

/** Says that a mail has been written. Where that is not said, it is found some seconds later. */
export const mailIsWaiting = (): void => kept.appMailWaiting?.()

/** @param listener called each time that a mail has been written by this process. */
export function onMailWaiting(listener: () => void): void {
  kept.appMailWaiting = listener
}
