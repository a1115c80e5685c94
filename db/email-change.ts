// Machine: a clone need not edit this file.
import { and, eq, exists, gte } from 'drizzle-orm'
import type { Db } from './client'
import { insertMail, type NewMailRow } from './mails'
import { putOneTimeToken, tokenOfUser, unlessReserved } from './one-time-tokens'
import { type OneTimeTokenRow, oneTimeTokens, type UserRow, users } from './schema'
import { LINKS_END, raised, userUpdate, whileLive } from './users'

/** A link: the row of its token, and the mail that brings it. */
export type MailedToken = { token: OneTimeTokenRow & { email: string }; mail: NewMailRow }

/**
 * Opens a change of an address: stores a link that confirms it and one that undoes it, with their mails.
 *
 * @param sessionId the session that asks.
 * @returns false where that session is over, or where the address or `token_version` have moved on.
 */
export async function openEmailChange(
  db: Db,
  user: Pick<UserRow, 'id' | 'tokenVersion' | 'email'>,
  sessionId: string,
  { confirm, undo, now }: { confirm: MailedToken; undo: MailedToken; now: number },
): Promise<boolean> {
  const where = and(whileLive(db, user, sessionId, now), eq(users.email, user.email))
  const done = await db.atomic<unknown[][]>((on) => [
    // Writes what is there: what ends the session waits for the row, and finds the tokens below.
    userUpdate(on, user.id, where, { email: user.email }),
    putOneTimeToken(on, confirm.token),
    putOneTimeToken(on, undo.token),
    insertMail(on, confirm.mail),
    insertMail(on, undo.mail),
  ])
  return done !== null
}

/**
 * Gives a user the address that a token is about, and ends every open link but those that undo a change.
 *
 * @param user as it was when the token was looked up.
 * @param undo takes this change back.
 * @returns the row as it now is; undefined where the token does not count, or the owner of another account can take the
 *   address back.
 * @throws where another user has the address by now (`isTaken`).
 */
export async function changeEmail(
  db: Db,
  user: Pick<UserRow, 'id' | 'email'>,
  token: OneTimeTokenRow & { email: string },
  { undo, now }: { undo: MailedToken; now: number },
): Promise<UserRow | undefined> {
  const where = and(eq(users.email, user.email), exists(tokenOfUser(db, token, now)))
  const set = { email: token.email, emailVerifiedAt: now, ...LINKS_END }
  const done = await db.atomic<[UserRow[], ...unknown[][]]>((on) => [
    userUpdate(on, user.id, where, set),
    unlessReserved(on, token.email, now),
    putOneTimeToken(on, undo.token),
    insertMail(on, undo.mail),
  ])
  return done?.[0][0]
}

/**
 * Gives a user the address back that a token is about: every session, every open link and every later undo ends,
 * and the password is another one.
 *
 * @param mail with a link that chooses a password.
 * @returns the row as it now is; undefined where the token does not count.
 * @throws where another user has the address by now (`isTaken`).
 */
export async function undoEmailChange(
  db: Db,
  token: OneTimeTokenRow & { email: string },
  { passwordHash, mail, now }: { passwordHash: string; mail: NewMailRow; now: number },
): Promise<UserRow | undefined> {
  const { userId, purpose, email, expiresAt } = token
  const set = {
    email,
    emailVerifiedAt: now,
    passwordHash,
    ...LINKS_END,
    ...raised('email-change-undone'),
  }
  const done = await db.atomic<[UserRow[], unknown[], unknown[]]>((on) => [
    // First: it waits for a change or an undo that is under way, and the next statement sees what that one left.
    userUpdate(on, userId, exists(tokenOfUser(db, token, now)), set),
    // Of many that present it at the same time one deletes it, and with it what a thief could undo this by.
    on
      .delete(oneTimeTokens)
      .where(
        and(
          eq(oneTimeTokens.userId, userId),
          eq(oneTimeTokens.purpose, purpose),
          gte(oneTimeTokens.expiresAt, expiresAt),
        ),
      )
      .returning({ tokenHash: oneTimeTokens.tokenHash }),
    insertMail(on, mail),
  ])
  return done?.[0][0]
}
