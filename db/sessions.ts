// Machine: a clone need not edit this file.
import {
  and,
  eq,
  exists,
  getTableColumns,
  gt,
  isNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { RevokedReason } from '../lib/contract/end-reasons'
import type { Db } from './client'
import { wholeRow } from './columns'
import { type NewMailRow, writeWithMail } from './mails'
import { type SessionRow, sessions, type UserRow, users } from './schema'

/** A session with its user. */
export type SessionAndUser = { session: SessionRow; user: UserRow }

const wholeSession = wholeRow(sessions)
const wholeUser = wholeRow(users)

const prepared = new WeakMap<Db, ReturnType<typeof prepareStatements>>()

/** The two hot statements are parsed once a connection, at first use. */
function statements(db: Db) {
  let made = prepared.get(db)
  if (!made) {
    made = prepareStatements(db)
    prepared.set(db, made)
  }
  return made
}

function prepareStatements(db: Db) {
  const value = (name: string) => sql`${sql.placeholder(name)}`
  return {
    find: db
      .select({ session: sessions, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(eq(sessions.id, sql.placeholder('id')))
      .prepare(db.statementName('find_session')),
    rotate: db
      .update(sessions)
      .set({
        generation: value('generation'),
        previousGeneration: value('previousGeneration'),
        refreshTokenHash: value('refreshTokenHash'),
        rotatedAt: value('rotatedAt'),
        lastUsedAt: value('rotatedAt'),
        idleExpiresAt: value('idleExpiresAt'),
      })
      .where(
        and(
          eq(sessions.id, sql.placeholder('id')),
          eq(sessions.generation, sql.placeholder('expectedGeneration')),
          sql`coalesce(${sessions.confirmedGeneration}, -1) <= ${sql.placeholder('confirmedAtMost')}`,
          sql`coalesce(${sessions.retriedAt}, -1) <= ${sql.placeholder('retriedAtMost')}`,
          hasNotEnded(db),
        ),
      )
      .returning()
      .prepare(db.statementName('rotate_session')),
  }
}

/**
 * The session has not ended, neither by itself nor with its user. A statement may have waited for
 * seconds for another one's lock, so what was read before it says nothing about that.
 */
function hasNotEnded(db: Db) {
  const current = db.select({ id: users.id }).from(users).where(isCurrent(sessions))
  return and(isNull(sessions.revokedAt), exists(current))
}

/** Does the user of a session still have its `token_version`, and may sign in? */
const isCurrent = (session: Owner) =>
  and(
    eq(users.id, session.userId),
    eq(users.tokenVersion, session.tokenVersion),
    isNull(users.disabledAt),
  )

type Owner = Pick<SessionRow, 'userId' | 'tokenVersion'> | typeof sessions

export async function findSession(db: Db, id: string): Promise<SessionAndUser | undefined> {
  const [found] = await statements(db).find.execute({ id })
  return found && { session: wholeSession(found.session), user: wholeUser(found.user) }
}

/** Stores a session if it `isCurrent`, with the mail that tells of it. @returns whether it was stored. */
export async function insertSession(
  db: Db,
  session: SessionRow,
  mail?: NewMailRow,
): Promise<boolean> {
  const values = Object.entries(getTableColumns(sessions)).map(([name, column]) => {
    const value = session[name as keyof SessionRow]
    // PostgreSQL takes a bare parameter in a SELECT for text.
    return [name, sql`cast(${value} as ${sql.raw(column.getSQLType())})`.as(column.name)]
  })
  const insert = (on: Pick<Db, 'select' | 'insert'>) =>
    on
      .insert(sessions)
      .select(on.select(Object.fromEntries(values)).from(users).where(isCurrent(session)))
      .returning({ id: sessions.id })
  return (await writeWithMail(db, insert, mail)).length > 0
}

/** What a rotation expects of the row it read; where the row has moved on, nothing is written. */
export type Expected = {
  id: string
  generation: number
  confirmedAtMost: number
  /** In milliseconds; -1: never. */
  retriedAtMost: number
}

/** The columns a rotation writes. Times in milliseconds. */
export type Rotation = Pick<
  SessionRow,
  'generation' | 'previousGeneration' | 'refreshTokenHash' | 'idleExpiresAt'
> & { rotatedAt: number }

/**
 * The compare-and-swap of a rotation: of any number of racing refreshes one wins.
 *
 * @returns the row as it now is, or undefined when it has moved on or its session has ended.
 */
export async function rotateSession(
  db: Db,
  { generation: expectedGeneration, ...expected }: Expected,
  rotation: Rotation,
): Promise<SessionRow | undefined> {
  const [rotated] = await statements(db).rotate.execute({
    ...expected,
    expectedGeneration,
    ...rotation,
  })
  return rotated
}

/** Writes to some sessions. @returns to how many. */
const update = async (
  db: Db,
  set: Partial<SessionRow>,
  ...conditions: (SQL | undefined)[]
): Promise<number> => (await updated(db, set, conditions)).length

/** The statement that writes to some sessions. */
const updated = (on: Pick<Db, 'update'>, set: Partial<SessionRow>, where: (SQL | undefined)[]) =>
  on
    .update(sessions)
    .set(set)
    .where(and(...where))
    .returning({ id: sessions.id })

/**
 * Notes that the current token of a session is given out again, before it is.
 *
 * @returns false when it is the current one no more, or the session has ended.
 */
export async function noteRetry(
  db: Db,
  { id, generation }: Pick<SessionRow, 'id' | 'generation'>,
  now: number,
): Promise<boolean> {
  const set = { retriedAt: now, lastUsedAt: now }
  const isSame = and(eq(sessions.id, id), eq(sessions.generation, generation))
  return (await update(db, set, isSame, hasNotEnded(db))) > 0
}

/**
 * Notes that the browser has received the current generation. A stale confirmation is a no-op, and
 * so is one of a session that has ended.
 */
export async function confirmGeneration(
  db: Db,
  id: string,
  generation: number,
  now: number,
): Promise<void> {
  await update(
    db,
    { confirmedGeneration: generation, lastUsedAt: now },
    and(eq(sessions.id, id), eq(sessions.generation, generation)),
    or(isNull(sessions.confirmedGeneration), lt(sessions.confirmedGeneration, generation)),
    hasNotEnded(db),
  )
}

/** Ends one session. The first reason stays. @returns whether this call ended it. */
export async function revokeSession(
  db: Db,
  id: string,
  revokedReason: RevokedReason,
  revokedAt: number,
): Promise<boolean> {
  const set = { revokedAt, revokedReason }
  return (await update(db, set, eq(sessions.id, id), isNull(sessions.revokedAt))) > 0
}

/**
 * Marks the session whose lineage two parties hold, whatever ended it before.
 *
 * @param mail that tells of it.
 * @returns false where it was marked already: of many that find the same reuse, one records it.
 */
export async function markReused(
  db: Db,
  id: string,
  revokedAt: number,
  mail?: NewMailRow,
): Promise<boolean> {
  const unmarked = or(isNull(sessions.revokedReason), ne(sessions.revokedReason, 'reuse'))
  const set = { revokedAt, revokedReason: 'reuse' } as const
  const mark = (on: Pick<Db, 'update'>) => updated(on, set, [eq(sessions.id, id), unmarked])
  return (await writeWithMail(db, mark, mail)).length > 0
}

/** A living session of this user. */
export const isLive = (user: Pick<UserRow, 'id' | 'tokenVersion'> | typeof users, now: number) =>
  and(
    eq(sessions.userId, user.id),
    eq(sessions.tokenVersion, user.tokenVersion),
    isNull(sessions.revokedAt),
    gt(sessions.idleExpiresAt, now),
    gt(sessions.absoluteExpiresAt, now),
  )

const endedElsewhere = (now: number) =>
  ({ revokedAt: now, revokedReason: 'ended-elsewhere' }) as const

/** Ends one living session, if it is of this user. @returns whether there was one. */
export async function revokeOwnSession(
  db: Db,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
  sessionId: string,
  now: number,
): Promise<boolean> {
  const isTheOne = eq(sessions.id, sessionId)
  return (await update(db, endedElsewhere(now), isTheOne, isLive(user, now))) > 0
}

/** Ends the living sessions of a user except one. @returns how many. */
export async function revokeOtherSessions(
  db: Db,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
  keptId: string,
  now: number,
): Promise<number> {
  return update(db, endedElsewhere(now), ne(sessions.id, keptId), isLive(user, now))
}

/**
 * Notes that the user behind a session has just proved the password.
 *
 * @returns false where the session is over: the check took its time.
 */
export async function markAuthenticated(
  db: Db,
  user: Pick<UserRow, 'id' | 'tokenVersion'>,
  sessionId: string,
  now: number,
): Promise<boolean> {
  const lives = and(isLive(user, now), hasNotEnded(db))
  return (await update(db, { authenticatedAt: now }, eq(sessions.id, sessionId), lives)) > 0
}
