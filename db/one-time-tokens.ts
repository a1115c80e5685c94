// Machine: a clone need not edit this file.
import { and, eq, getTableColumns, gt, inArray, isNull, lte, ne, notExists, or } from 'drizzle-orm'
import type { Db } from './client'
import {
  ONE_OF_PURPOSE,
  type OneTimePurpose,
  type OneTimeTokenRow,
  oneTimeTokens,
  type UserRow,
  users,
} from './schema'

/** Which token is presented, and for what. */
export type PresentedToken = Pick<OneTimeTokenRow, 'tokenHash'> & { purpose: OneTimePurpose }

/**
 * The statement that stores a token in the place of the one that its user had for this purpose, for `atomic` or
 * to be awaited. Stored again, a token lives on. One that was used, or has ended since it was stored, is not
 * stored again, and the statement finds no row: a mail that is sent twice must not bring a used link back.
 *
 * @param newest the end of the newest token that it takes the place of, in milliseconds: a mail that waited must not
 *   end a link that was made since.
 */
export const putOneTimeToken = (
  db: Pick<Db, 'insert'>,
  { email = null, ...token }: Omit<OneTimeTokenRow, 'email'> & { email?: string | null },
  newest?: number,
) =>
  db
    .insert(oneTimeTokens)
    .values({ email, ...token })
    .onConflictDoUpdate({
      target: [oneTimeTokens.userId, oneTimeTokens.purpose],
      targetWhere: ONE_OF_PURPOSE,
      set: {
        tokenHash: token.tokenHash,
        credentialVersion: token.credentialVersion,
        email,
        expiresAt: token.expiresAt,
      },
      setWhere: or(
        and(ne(oneTimeTokens.tokenHash, token.tokenHash), endsBy(newest)),
        and(
          eq(oneTimeTokens.tokenHash, token.tokenHash),
          eq(oneTimeTokens.credentialVersion, token.credentialVersion),
        ),
      ),
    })
    .returning({ tokenHash: oneTimeTokens.tokenHash })

/** Which of these hashes are those of tokens, also of such as count no more. */
export async function storedHashes(db: Db, hashes: string[]): Promise<string[]> {
  const rows = await db
    .select({ tokenHash: oneTimeTokens.tokenHash })
    .from(oneTimeTokens)
    .where(inArray(oneTimeTokens.tokenHash, hashes))
  return rows.map(({ tokenHash }) => tokenHash)
}

/** Has a user a token for a purpose that ends at this time, also one that counts no more? */
export async function hasTokenThatEnds(
  db: Db,
  userId: string,
  purpose: OneTimePurpose,
  expiresAt: number,
): Promise<boolean> {
  const its = and(eq(oneTimeTokens.userId, userId), eq(oneTimeTokens.purpose, purpose))
  const [found] = await db
    .select({ tokenHash: oneTimeTokens.tokenHash })
    .from(oneTimeTokens)
    .where(and(its, eq(oneTimeTokens.expiresAt, expiresAt)))
    .limit(1)
  return found !== undefined
}

/** The user whose token this is; undefined where it is none that counts. Uses nothing up. */
export async function findTokenUser(
  db: Db,
  token: PresentedToken,
  now: number,
): Promise<UserRow | undefined> {
  return (await findToken(db, token, now))?.user
}

/** A token that counts, and its user. Uses nothing up. */
export async function findToken(
  db: Db,
  token: PresentedToken,
  now: number,
): Promise<{ user: UserRow; token: OneTimeTokenRow } | undefined> {
  const [found] = await db
    .select({ user: getTableColumns(users), token: getTableColumns(oneTimeTokens) })
    .from(oneTimeTokens)
    .innerJoin(users, eq(users.id, oneTimeTokens.userId))
    .where(counts(token, now))
    .limit(1)
  return found
}

/**
 * A token of the user whose row a statement changes, for its `exists(…)`. The statement raises
 * `credential_version`, so of many that present one token at the same time one finds it.
 */
export function tokenOfUser(db: Pick<Db, 'select'>, token: PresentedToken, now: number) {
  return db
    .select({ tokenHash: oneTimeTokens.tokenHash })
    .from(oneTimeTokens)
    .where(and(eq(oneTimeTokens.userId, users.id), counts(token, now)))
}

/**
 * Ends the token that a user has for a purpose, and no other.
 *
 * @param newest as for `putOneTimeToken`.
 */
export async function endOneTimeToken(
  db: Db,
  userId: string,
  purpose: OneTimePurpose,
  newest: number,
): Promise<void> {
  const its = and(eq(oneTimeTokens.userId, userId), eq(oneTimeTokens.purpose, purpose))
  await db.delete(oneTimeTokens).where(and(its, endsBy(newest)))
}

const endsBy = (time?: number) =>
  time === undefined ? undefined : lte(oneTimeTokens.expiresAt, time)

/**
 * Can the owner of another account still take this address back? Then it is not free, although no account
 * has it: a thief could otherwise sign up with it, and the undo would fail.
 */
export async function isReservedEmail(
  db: Db,
  email: string,
  { now, exceptFor = '' }: { now: number; exceptFor?: string },
): Promise<boolean> {
  const [found] = await reservationsOf(db, email, now, exceptFor).limit(1)
  return found !== undefined
}

/**
 * The statement of `atomic` that finds a row only where the user who has an address by now may keep it: no other can
 * take it back. It comes after the one that writes the address. That one waits for a change that is under
 * way, and this one sees what the change has left: a look before the write would not.
 */
export const unlessReserved = (on: Pick<Db, 'select'>, email: string, now: number) =>
  on
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), notExists(reservationsOf(on, email, now, users.id))))

const reservationsOf = (
  on: Pick<Db, 'select'>,
  email: string,
  now: number,
  exceptFor: string | typeof users.id,
) =>
  on
    .select({ tokenHash: oneTimeTokens.tokenHash })
    .from(oneTimeTokens)
    .where(
      and(
        eq(oneTimeTokens.email, email),
        eq(oneTimeTokens.purpose, OUTLIVES_A_PASSWORD),
        gt(oneTimeTokens.expiresAt, now),
        ne(oneTimeTokens.userId, exceptFor),
      ),
    )

/** The addresses that a user can still take back; one may come twice. */
export async function restorableEmails(db: Db, userId: string, now: number): Promise<string[]> {
  const rows = await db
    .select({ email: oneTimeTokens.email })
    .from(oneTimeTokens)
    .where(
      and(
        eq(oneTimeTokens.userId, userId),
        eq(oneTimeTokens.purpose, OUTLIVES_A_PASSWORD),
        gt(oneTimeTokens.expiresAt, now),
      ),
    )
  return rows.flatMap(({ email }) => email ?? [])
}

/** The change of address that waits for its link; undefined where there is none. */
export async function findPendingEmail(
  db: Db,
  userId: string,
  now: number,
): Promise<{ email: string | null; expiresAt: number } | undefined> {
  const [found] = await db
    .select({ email: oneTimeTokens.email, expiresAt: oneTimeTokens.expiresAt })
    .from(oneTimeTokens)
    .innerJoin(users, eq(users.id, oneTimeTokens.userId))
    .where(
      and(
        eq(users.id, userId),
        eq(oneTimeTokens.purpose, 'confirm-email-change'),
        eq(oneTimeTokens.credentialVersion, users.credentialVersion),
        gt(oneTimeTokens.expiresAt, now),
      ),
    )
    .limit(1)
  return found
}

/** Another password ends every token but this, once the address is another one: a thief changes the password first. */
const OUTLIVES_A_PASSWORD: OneTimePurpose = 'undo-email-change'

function counts({ tokenHash, purpose }: PresentedToken, now: number) {
  return and(
    eq(oneTimeTokens.tokenHash, tokenHash),
    eq(oneTimeTokens.purpose, purpose),
    gt(oneTimeTokens.expiresAt, now),
    or(
      eq(oneTimeTokens.credentialVersion, users.credentialVersion),
      // While the account has the address, there is nothing to take back, and the password is perhaps one that was
      // chosen after a newer link was used.
      and(eq(oneTimeTokens.purpose, OUTLIVES_A_PASSWORD), ne(oneTimeTokens.email, users.email)),
    ),
    isNull(users.disabledAt),
  )
}
