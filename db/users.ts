// Machine: a clone need not edit this file.
import { setImmediate as breath } from 'node:timers/promises'
import { and, eq, exists, gt, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { TokenVersionReason } from '../lib/contract/end-reasons'
import type { Db } from './client'
import { wholeRow } from './columns'
import { type PresentedToken, tokenOfUser } from './one-time-tokens'
import { deleteSome } from './purge'
import { securityEvents, sessions, type UserRow, users } from './schema'
import { isLive } from './sessions'

const whole = wholeRow(users)

/** @param email as `normalizeEmail` gives it. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.email, email)).limit(1)
  return user && whole(user)
}

export async function findUser(db: Db, id: string): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.id, id)).limit(1)
  return user && whole(user)
}

/** @returns undefined where the address is taken; two racing sign-ups make one row. */
export async function insertUser(
  db: Db,
  user: typeof users.$inferInsert,
): Promise<UserRow | undefined> {
  const [inserted] = await db
    .insert(users)
    .values(user)
    .onConflictDoNothing({ target: users.email })
    .returning()
  return inserted
}

/** Writes to a user's row. @returns the row as it now is; undefined where `where` does not hold. */
async function updateUser(
  db: Db,
  id: string,
  where: SQL | undefined,
  set: Parameters<ReturnType<typeof db.update<typeof users>>['set']>[0],
): Promise<UserRow | undefined> {
  const [row] = await db
    .update(users)
    .set(set)
    .where(and(eq(users.id, id), where))
    .returning()
  return row
}

/** Stores the same password under a newer scheme. @returns false where it was changed meanwhile. */
export async function replacePasswordHash(
  db: Db,
  user: Pick<UserRow, 'id' | 'passwordHash'>,
  passwordHash: string,
): Promise<boolean> {
  const same = eq(users.passwordHash, user.passwordHash)
  return (await updateUser(db, user.id, same, { passwordHash })) !== undefined
}

/** What a statement that raises `token_version` writes beside it. */
const raised = (reason: TokenVersionReason) => ({
  tokenVersion: sql`${users.tokenVersion} + 1`,
  tokenVersionReason: reason,
})

/** What a statement writes with which every open one-time token of the user ends. */
const LINKS_END = { credentialVersion: sql`${users.credentialVersion} + 1` }

/** What a statement that stores another password writes: sessions and one-time tokens end with it. */
const withPassword = (passwordHash: string) => ({
  passwordHash,
  ...LINKS_END,
  ...raised('password-change'),
})

/**
 * Ends every session and every access token of a user, in one statement.
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
  const same = eq(users.tokenVersion, tokenVersion)
  return (await updateUser(db, userId, same, raised(reason))) !== undefined
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
  const same = and(
    eq(users.tokenVersion, user.tokenVersion),
    eq(users.passwordHash, user.passwordHash),
    exists(asking),
  )
  return updateUser(db, user.id, same, withPassword(passwordHash))
}

/**
 * Stores another password for a one-time token, uses the token up, and ends every session of its
 * user, in one statement.
 *
 * @returns the row as it now is; undefined where the token does not count, or its user is disabled.
 */
export async function resetPasswordHash(
  db: Db,
  userId: string,
  token: PresentedToken,
  passwordHash: string,
  now: number,
): Promise<UserRow | undefined> {
  return updateUser(db, userId, exists(tokenOfUser(db, token, now)), withPassword(passwordHash))
}

/**
 * Disables a user, and ends every session and every link of that user in the same statement: the
 * mailbox that a link lies in may be why.
 *
 * @returns false where the user was disabled already.
 */
export async function disableUser(db: Db, id: string, now: number): Promise<boolean> {
  const set = { disabledAt: now, ...LINKS_END, ...raised('disabled') }
  return (await updateUser(db, id, isNull(users.disabledAt), set)) !== undefined
}

/** Enables a user. @returns false for one who was not disabled. */
export async function enableUser(db: Db, id: string): Promise<boolean> {
  const disabled = isNotNull(users.disabledAt)
  return (await updateUser(db, id, disabled, { disabledAt: null })) !== undefined
}

/**
 * Some of the users by address, each with the number of living sessions.
 *
 * @param after only addresses that sort after this one, as `normalizeEmail` gives it; null from the first.
 */
export async function listUsers(
  db: Db,
  { after, limit, now }: { after: string | null; limit: number; now: number },
): Promise<{ user: UserRow; sessions: number }[]> {
  const living = db.select({ count: sql`count(*)` }).from(sessions).where(isLive(users, now))
  return db
    .select({ user: users, sessions: sql`(${living})`.mapWith(Number) })
    .from(users)
    .where(after === null ? undefined : gt(users.email, after))
    .orderBy(users.email)
    .limit(limit)
}

/** Rows of one statement of a deletion: what is written meanwhile has a turn between two of them. */
const DELETED_AT_A_TIME = 500

/**
 * Deletes a user with all rows. Each step is safe by itself: a deletion that breaks off has signed
 * the user out, and the next one goes on from there. The last statement decides: what was added
 * until then goes with it, by cascade, and no session of the user begins after it.
 *
 * @returns false where there is no such user.
 */
export async function deleteUser(db: Db, id: string): Promise<boolean> {
  for (const rows of [sessions, securityEvents]) {
    let deleted: number
    do {
      deleted = await deleteSome(db, rows, rows.id, eq(rows.userId, id), DELETED_AT_A_TIME)
      await breath()
    } while (deleted === DELETED_AT_A_TIME)
  }
  const rows = await db.delete(users).where(eq(users.id, id)).returning({ id: users.id })
  return rows.length > 0
}

/** How many rows are looked through at a time: one or two milliseconds of the event loop on SQLite. */
const PASSWORDS_AT_A_TIME = 2_000

/** The highest bcrypt cost among all stored passwords; 0 where there is none. */
export async function highestPasswordCost(db: Db, atATime = PASSWORDS_AT_A_TIME): Promise<number> {
  let highest = 0
  let after = ''
  for (;;) {
    const rows = db
      .select({
        id: users.id,
        // A bcrypt string ends every stored password, and is 60 characters long: `$2b$12$…`.
        cost: sql<string>`substr(${users.passwordHash}, length(${users.passwordHash}) - 55, 2)`.as(
          'cost',
        ),
      })
      .from(users)
      .where(gt(users.id, after))
      .orderBy(users.id)
      .limit(atATime)
      .as('rows')
    const [found] = await db
      .select({
        // What is no cost that is ever verified does not count.
        cost: sql<
          string | null
        >`max(case when ${rows.cost} between '04' and '16' then ${rows.cost} end)`,
        last: sql<string | null>`max(${rows.id})`,
      })
      .from(rows)
    highest = Math.max(highest, Number(found?.cost ?? 0))
    if (!found?.last) return highest
    after = found.last
    await breath()
  }
}
