import { and, count, eq, gt } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { rowsOfUser } from '@/db/pages'
import type { PageRange } from '@/lib/contract/pages'
import { type NoteRow, notes } from './tables'

/** Some of the notes of a user, the newest first. */
export const selectNotes = (db: Db, userId: string, range: PageRange) =>
  rowsOfUser(db, notes, userId, range)

export async function findNote(db: Db, userId: string, id: string): Promise<NoteRow | undefined> {
  const [note] = await db
    .select()
    .from(notes)
    .where(and(eq(notes.id, id), eq(notes.userId, userId)))
  return note
}

/**
 * Adds a note, unless its id is taken or its user has as many already. The note is written first and
 * then counted: of several at the same time the last one sees them all, so that there are never more.
 */
export async function insertNote(
  db: Db,
  note: NoteRow,
  most: number,
): Promise<'added' | 'id-taken' | 'too-many'> {
  const added = await db
    .insert(notes)
    .values(note)
    .onConflictDoNothing()
    .returning({ id: notes.id })
  if (added.length === 0) return 'id-taken'
  const tooMany = db
    .select({ userId: notes.userId })
    .from(notes)
    .where(eq(notes.userId, note.userId))
    .groupBy(notes.userId)
    .having(gt(count(), most))
  const taken = await db
    .delete(notes)
    .where(and(eq(notes.id, note.id), eq(notes.userId, tooMany)))
    .returning({ id: notes.id })
  return taken.length === 0 ? 'added' : 'too-many'
}

/** @returns false where the user has no such note. */
export async function deleteNote(db: Db, userId: string, id: string): Promise<boolean> {
  const deleted = await db
    .delete(notes)
    .where(and(eq(notes.id, id), eq(notes.userId, userId)))
    .returning({ id: notes.id })
  return deleted.length > 0
}
