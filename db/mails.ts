// Machine: a clone need not edit this file.
import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lte, max, or } from 'drizzle-orm'
import type { PageRange } from '../lib/contract/pages'
import type { Db } from './client'
import { rowsOfUser } from './pages'
import { type MailKind, type MailRow, mails } from './schema'

/** A mail that has yet to be tried. */
export type NewMailRow = Omit<MailRow, 'attempts' | 'sentAt'>

/** The statement that adds a mail or several, for `atomic` or to be awaited. */
export const insertMail = (db: Pick<Db, 'insert'>, mail: NewMailRow | NewMailRow[]) =>
  db.insert(mails).values([mail].flat()).returning({ id: mails.id })

/**
 * Carries out a statement and writes the mail that tells of it, or does neither where it finds no row.
 *
 * @param statement made on the database that it is given, with `returning()`.
 * @returns the rows of the statement.
 */
export async function writeWithMail<Row>(
  db: Db,
  statement: (on: Pick<Db, 'select' | 'insert' | 'update' | 'delete'>) => PromiseLike<Row[]>,
  mail?: NewMailRow | NewMailRow[],
): Promise<Row[]> {
  if (!mail) return statement(db)
  const done = await db.atomic<[Row[], unknown[]]>((on) => [statement(on), insertMail(on, mail)])
  return done?.[0] ?? []
}

/** Mails whose time has come, the longest due first. */
export async function dueMails(db: Db, now: number, limit: number): Promise<MailRow[]> {
  return db.select().from(mails).where(lte(mails.dueAt, now)).orderBy(asc(mails.dueAt)).limit(limit)
}

/**
 * Takes a mail for a while: of several processes that see it due, one gets it.
 *
 * @param until when it is due again, where no more is heard of it.
 */
export async function claimMail(
  db: Db,
  { id, dueAt, attempts }: MailRow,
  until: number,
): Promise<boolean> {
  if (dueAt === null) return false
  const claimed = await db
    .update(mails)
    .set({ dueAt: until, attempts: attempts + 1 })
    .where(and(eq(mails.id, id), eq(mails.dueAt, dueAt)))
    .returning({ id: mails.id })
  return claimed.length > 0
}

/** Writes down what has become of a mail. */
export async function updateMail(
  db: Db,
  id: string,
  change: Partial<Pick<MailRow, 'kind' | 'userId' | 'dueAt' | 'sentAt'>>,
): Promise<void> {
  await db.update(mails).set(change).where(eq(mails.id, id))
}

/** How many mails of a kind an address was sent that were asked for since a time, and when the last one was sent. */
export async function sentMails(
  db: Db,
  { recipient, kind, since }: { recipient: string; kind: MailKind; since: number },
): Promise<{ count: number; last: number }> {
  const [row] = await db
    .select({ count: count(), last: max(mails.sentAt) })
    .from(mails)
    .where(
      and(
        eq(mails.recipient, recipient),
        eq(mails.kind, kind),
        gt(mails.createdAt, since),
        isNotNull(mails.sentAt),
      ),
    )
  return { count: row?.count ?? 0, last: row?.last ?? 0 }
}

/** Was a mail of one of these kinds asked for after this one, for the same address? One of which nothing came does not count. */
export async function isSuperseded(
  db: Db,
  { id, recipient, createdAt }: Pick<MailRow, 'id' | 'recipient' | 'createdAt'>,
  kinds: readonly MailKind[],
): Promise<boolean> {
  const later = or(gt(mails.createdAt, createdAt), gt(mails.id, id))
  const [newer] = await db
    .select({ id: mails.id })
    .from(mails)
    .where(
      and(
        eq(mails.recipient, recipient),
        inArray(mails.kind, [...kinds]),
        gte(mails.createdAt, createdAt),
        later,
        or(isNotNull(mails.dueAt), isNotNull(mails.sentAt)),
      ),
    )
    .limit(1)
  return newer !== undefined
}

/** The mails about a user, the newest first. */
export const listMailsOfUser = (db: Db, userId: string, range: PageRange) =>
  rowsOfUser(db, mails, userId, range)

/** The mails that are kept, the newest first. */
export async function listMails(db: Db, limit: number): Promise<MailRow[]> {
  return db.select().from(mails).orderBy(desc(mails.createdAt), desc(mails.id)).limit(limit)
}

export async function findMail(db: Db, id: string): Promise<MailRow | undefined> {
  const [mail] = await db.select().from(mails).where(eq(mails.id, id)).limit(1)
  return mail
}
