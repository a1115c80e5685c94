// Machine: a clone need not edit this file.
import { setImmediate as breath } from 'node:timers/promises'
import { and, eq, inArray, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from './client'
import { type NewMailRow, writeWithMail } from './mails'
import { deleteSome } from './purge'
import { type MailRequest, mails, securityEvents, sessions, users } from './schema'

/** Rows of one statement of a deletion: what is written meanwhile has a turn between two of them. */
const DELETED_AT_A_TIME = 500

/**
 * Deletes a user with all rows, but for what waits to tell an earlier address of what happened: a thief who changes
 * the address and deletes the account must not keep the owner from hearing of it. Each step is safe by itself: a deletion that breaks off has signed
 * the user out, and the next one goes on from there. The last statement decides: what was added
 * until then goes with it, by cascade, and no session of the user begins after it.
 *
 * @param last mails about no account, the first to the address of the user; where they are missing, none is sent.
 * @returns false where there is no such user.
 */
export async function deleteUser(
  db: Db,
  id: string,
  last?: [NewMailRow, ...NewMailRow[]],
): Promise<boolean> {
  await db.update(mails).set({ userId: null }).where(isForEarlierAddress(db, id))
  for (const rows of [sessions, securityEvents, mails]) {
    const asked = rows === mails && last ? isAskedFor(last[0].recipient) : undefined
    const where = or(eq(rows.userId, id), asked) as SQL
    let deleted: number
    do {
      deleted = await deleteSome(db, rows, rows.id, where, DELETED_AT_A_TIME)
      await breath()
    } while (deleted === DELETED_AT_A_TIME)
  }
  const deletion = (on: Pick<Db, 'delete'>) => on.delete(users).where(eq(users.id, id)).returning()
  return (await writeWithMail(db, deletion, last)).length > 0
}

/** What has yet to be sent to another address than the user has. A link that confirms one is of no more use. */
const isForEarlierAddress = (db: Db, id: string) => {
  const own = db.select({ email: users.email }).from(users).where(eq(users.id, id))
  return and(
    eq(mails.userId, id),
    isNotNull(mails.dueAt),
    ne(mails.recipient, sql`(${own})`),
    ne(mails.kind, 'confirm-email-change'),
  )
}

const REQUESTS: MailRequest[] = ['sign-up', 'resend-verification', 'forgot-password']

/** What someone asked for who knew no more than the address, and no mail has come of: it is of the user who has it. */
const isAskedFor = (address: string) =>
  and(eq(mails.recipient, address), inArray(mails.kind, REQUESTS))
