// Machine: a clone need not edit this file.
import { setImmediate as breath } from 'node:timers/promises'
import { and, eq, exists, gt, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { TokenVersionReason } from '../lib/contract/end-reasons'
import type { Db } from './client'
import { wholeRow } from './columns'
import { insertMail, type NewMailRow, writeWithMail } from './mails'
import { type PresentedToken, tokenOfUser, unlessReserved } from './one-time-tokens'
import { oneTimeTokens, sessions, type UserRow, users } from './schema'
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

/**
 * @param mail written with it.
 * @returns undefined where the address is taken, or the owner of another account can take it back; two racing
 *   sign-ups make one row.
 */
export async function insertUser(
  db: Db,
  user: typeof users.$inferInsert,
  mail?: NewMailRow,
): Promise<UserRow | undefined> {
  const done = await db.atomic<[UserRow[], ...unknown[][]]>((on) => [
    insertRow(on, user),
    unlessReserved(on, user.email, user.createdAt),
    ...(mail ? [insertMail(on, mail)] : []),
  ])
  return done?.[0][0]
}

/**
 * Writes a mail where the address is taken, in as many statements as `insertUser` has: on PostgreSQL each is a round
 * trip, and the time of a sign-up would show which addresses have an account. No one sees the user of this transaction.
 */
export async function insertInVain(
  db: Db,
  user: typeof users.$inferInsert & { id: string },
  mail: NewMailRow,
): Promise<void> {
  await db.atomic<[UserRow[], ...unknown[][]]>((on) => [
    insertRow(on, { ...user, email: user.id }),
    on.delete(users).where(eq(users.id, user.id)).returning({ id: users.id }),
    insertMail(on, mail),
  ])
}

const insertRow = (on: Pick<Db, 'insert'>, user: typeof users.$inferInsert) =>
  on.insert(users).values(user).onConflictDoNothing({ target: users.email }).returning()

/** Carries out a statement that gives the row of a user, and writes the mail that tells of it, or neither. */
async function withMail(
  ...statement: Parameters<typeof writeWithMail<UserRow>>
): Promise<UserRow | undefined> {
  return (await writeWithMail(...statement))[0]
}

type NewValues = Parameters<ReturnType<Db['update']>['set']>[0]

/** The statement that writes to a user's row, where `where` holds. */
export const userUpdate = (
  on: Pick<Db, 'update'>,
  id: string,
  where: SQL | undefined,
  set: NewValues,
) =>
  on
    .update(users)
    .set(set as Partial<UserRow>)
    .where(and(eq(users.id, id), where))
    .returning()

/**
 * Writes to a user's row, and the mail that tells of it.
 *
 * @returns the row as it now is; undefined where `where` does not hold.
 */
const updateUser = (
  db: Db,
  id: string,
  where: SQL | undefined,
  set: NewValues,
  mail?: NewMailRow,
): Promise<UserRow | undefined> => withMail(db, (on) => userUpdate(on, id, where, set), mail)

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
export const raised = (reason: TokenVersionReason) => ({
  tokenVersion: sql`${users.tokenVersion} + 1`,
  tokenVersionReason: reason,
})

/** What a statement writes with which every open one-time token of the user ends. */
export const LINKS_END = { credentialVersion: sql`${users.credentialVersion} + 1` }

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
  mail?: NewMailRow,
): Promise<boolean> {
  const same = eq(users.tokenVersion, tokenVersion)
  return (await updateUser(db, userId, same, raised(reason), mail)) !== undefined
}

/** For a statement about a user: while a session of that user lives and none has been ended with all others. */
export function whileLive(
  db: Pick<Db, 'select'>,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
  sessionId: string,
  now: number,
): SQL | undefined {
  const asking = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), isLive(user, now)))
  return and(eq(users.tokenVersion, user.tokenVersion), exists(asking))
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
  mail?: NewMailRow,
): Promise<UserRow | undefined> {
  const same = and(whileLive(db, user, sessionId, now), eq(users.passwordHash, user.passwordHash))
  return updateUser(db, user.id, same, withPassword(passwordHash), mail)
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
  mail?: NewMailRow,
): Promise<UserRow | undefined> {
  const set = {
    ...withPassword(passwordHash),
    // A link that came by mail has shown that the mailbox is the user's.
    emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${mailedTo(db, token, now)})`,
  }
  return updateUser(db, userId, exists(tokenOfUser(db, token, now)), set, mail)
}

/** In an UPDATE of users: the time, where the token was mailed to the address that the user has; else null. */
const mailedTo = (db: Db, { tokenHash }: PresentedToken, now: number) =>
  db
    .select({ now: sql`cast(${now} as bigint)` })
    .from(oneTimeTokens)
    .where(and(eq(oneTimeTokens.tokenHash, tokenHash), eq(oneTimeTokens.email, users.email)))

/**
 * Writes down that the address of a user is verified, for a token that was mailed to it.
 *
 * @returns undefined where the token does not count, or the address is verified already.
 */
export async function verifyEmail(
  db: Db,
  userId: string,
  token: PresentedToken,
  now: number,
): Promise<UserRow | undefined> {
  const mailed = and(
    isNull(users.emailVerifiedAt),
    exists(tokenOfUser(db, token, now)),
    exists(mailedTo(db, token, now)),
  )
  return updateUser(db, userId, mailed, { emailVerifiedAt: now })
}

/** Writes down that the operator knows an address to be its user's. @returns false where it is verified already, or has changed. */
export async function vouchForEmail(
  db: Db,
  user: Pick<UserRow, 'id' | 'email'>,
  now: number,
): Promise<boolean> {
  const unverified = and(isNull(users.emailVerifiedAt), eq(users.email, user.email))
  return (await updateUser(db, user.id, unverified, { emailVerifiedAt: now })) !== undefined
}

/**
 * Disables a user, and ends every session and every link of that user in the same statement: the
 * mailbox that a link lies in may be why.
 *
 * @returns false where the user was disabled already.
 */
export async function disableUser(
  db: Db,
  id: string,
  now: number,
  mail?: NewMailRow,
): Promise<boolean> {
  const set = { disabledAt: now, ...LINKS_END, ...raised('disabled') }
  return (await updateUser(db, id, isNull(users.disabledAt), set, mail)) !== undefined
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
