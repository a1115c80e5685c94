import { and, eq, sql } from 'drizzle-orm'
import type { Db } from './client'
import { type UserRow, users } from './schema'

/** @param email as `normalizeEmail` gives it. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.email, email)).limit(1)
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

/** Stores the same password under a newer scheme, unless it was changed in the meantime. */
export async function replacePasswordHash(
  db: Db,
  user: Pick<UserRow, 'id' | 'passwordHash'>,
  passwordHash: string,
): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash)))
}

/**
 * Ends every session and every access token of a person, in one statement.
 *
 * @param tokenVersion the version to leave behind: presented twice, the same one counts once.
 */
export async function raiseTokenVersion(
  db: Db,
  userId: string,
  tokenVersion: number,
): Promise<void> {
  await db
    .update(users)
    .set({ tokenVersion: sql`${users.tokenVersion} + 1` })
    .where(and(eq(users.id, userId), eq(users.tokenVersion, tokenVersion)))
}
