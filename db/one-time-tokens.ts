// Machine: a clone need not edit this file.
import { and, eq, getTableColumns, gt, isNull } from 'drizzle-orm'
import type { Db } from './client'
import {
  type OneTimePurpose,
  type OneTimeTokenRow,
  oneTimeTokens,
  type UserRow,
  users,
} from './schema'

/** Which token is presented, and for what. */
export type PresentedToken = Pick<OneTimeTokenRow, 'tokenHash'> & { purpose: OneTimePurpose }

/** Stores a token in the place of the one that its user had for this purpose, in one statement. */
export async function putOneTimeToken(db: Db, token: OneTimeTokenRow): Promise<void> {
  const { tokenHash, credentialVersion, expiresAt } = token
  await db
    .insert(oneTimeTokens)
    .values(token)
    .onConflictDoUpdate({
      target: [oneTimeTokens.userId, oneTimeTokens.purpose],
      set: { tokenHash, credentialVersion, expiresAt },
    })
}

/** The user whose token this is; undefined where it is none that counts. Uses nothing up. */
export async function findTokenUser(
  db: Db,
  token: PresentedToken,
  now: number,
): Promise<UserRow | undefined> {
  const [user] = await db
    .select(getTableColumns(users))
    .from(oneTimeTokens)
    .innerJoin(users, eq(users.id, oneTimeTokens.userId))
    .where(counts(token, now))
    .limit(1)
  return user
}

/**
 * A token of the user whose row a statement changes, for its `exists(…)`. The statement raises
 * `credential_version`, so of many that present one token at the same time one finds it.
 */
export function tokenOfUser(db: Db, token: PresentedToken, now: number) {
  return db
    .select({ tokenHash: oneTimeTokens.tokenHash })
    .from(oneTimeTokens)
    .where(and(eq(oneTimeTokens.userId, users.id), counts(token, now)))
}

function counts({ tokenHash, purpose }: PresentedToken, now: number) {
  return and(
    eq(oneTimeTokens.tokenHash, tokenHash),
    eq(oneTimeTokens.purpose, purpose),
    gt(oneTimeTokens.expiresAt, now),
    eq(oneTimeTokens.credentialVersion, users.credentialVersion),
    isNull(users.disabledAt),
  )
}
