import { and, eq, exists, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Db } from './client'
import { sessions, type TokenVersionReason, type UserRow, users } from './schema'
import { isLive } from './sessions'

/** @param email as `normalizeEmail` gives it. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.email, email)).limit(1)
  return user
}

export async function findUser(db: Db, id: string): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.id, id)).limit(1)
  return user
}

/** @returns undefined where the address is taken; two racing sign-ups make one row. */
export async function insertUser(
  db: Db,
  user: Pick<UserRow, 'id' | 'email' | 'passwordHash' | 'createdAt'>,
): Promise<UserRow | undefined> {
  const [inserted] = await db
    .insert(users)
    .values(user)
    .onConflictDoNothing({ target: users.email })
    .returning()
  return inserted
}

/** Stores the same password under a newer scheme. @returns false where it was changed meanwhile. */
export async function replacePasswordHash(
  db: Db,
  user: Pick<UserRow, 'id' | 'passwordHash'>,
  passwordHash: string,
): Promise<boolean> {
  const replaced = await db
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash)))
    .returning({ id: users.id })
  return replaced.length > 0
}

/** What a statement that raises `token_version` writes beside it. */
const raised = (reason: TokenVersionReason) => ({
  tokenVersion: sql`${users.tokenVersion} + 1`,
  tokenVersionReason: reason,
})

/**
 * Ends every session and every access token of a person, in one statement.
 *
 * @param tokenVersion the version to leave behind: presented twice, the same one counts once.
 * @returns whether it went up.
 */
export async function raiseTokenVersion(
  db: Db,
  userId: string,
  tokenVersion: number,
  reason: TokenVersionReason,
): Promise<boolean> {
  const rows = await db
    .update(users)
    .set(raised(reason))
    .where(and(eq(users.id, userId), eq(users.tokenVersion, tokenVersion)))
    .returning({ id: users.id })
  return rows.length > 0
}

/**
 * Stores another password and ends every session of its user, in one statement.
 *
 * @param sessionId the session that asks.
 * @returns the row as it now is; undefined where that session is over, or where password or
 *   `token_version` have moved on.
 */
export async function changePasswordHash(
  db: Db,
  user: Pick<UserRow, 'id' | 'tokenVersion' | 'passwordHash'>,
  sessionId: string,
  passwordHash: string,
  now: number,
): Promise<UserRow | undefined> {
  const asking = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), isLive(user, now)))
  const [changed] = await db
    .update(users)
    .set({ passwordHash, ...raised('password-change') })
    .where(
      and(
        eq(users.id, user.id),
        eq(users.tokenVersion, user.tokenVersion),
        eq(users.passwordHash, user.passwordHash),
        exists(asking),
      ),
    )
    .returning()
  return changed
}

/**
 * Shuts a person out, and ends every session of theirs in the same statement.
 *
 * @returns false where they were shut out already.
 */
export async function disableUser(db: Db, id: string, now: number): Promise<boolean> {
  const rows = await db
    .update(users)
    .set({ disabledAt: now, ...raised('disabled') })
    .where(and(eq(users.id, id), isNull(users.disabledAt)))
    .returning({ id: users.id })
  return rows.length > 0
}

/** Lets a person sign in again. @returns false where they could. */
export async function enableUser(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .update(users)
    .set({ disabledAt: null })
    .where(and(eq(users.id, id), isNotNull(users.disabledAt)))
    .returning({ id: users.id })
  return rows.length > 0
}
