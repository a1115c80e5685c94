/** The notes of a user: what the routes and the page do. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { RequestContext } from '@/lib/auth/request-context'
import { countCharacters } from '@/lib/contract/characters'
import { type Failure, failure } from '@/lib/contract/errors'
import { STORABLE } from '@/lib/contract/inputs'
import { nextCursor, type PageQuery, pageOf } from '@/lib/contract/pages'
import { time } from '@/lib/contract/time'
import { findNote, insertNote, selectNotes } from './queries'
import type { NoteRow } from './tables'

const EXAMPLE = 'Buy rain boots.'

/** In characters, as people count them. */
const MAX_LENGTH = 2_000
/** Notes of one user. */
export const MAX_NOTES = 1_000

const EMPTY = 'Write something.'
/** Characters that show nothing. A note of them alone looks like a fault of the page. */
const INVISIBLE =
  /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\uFFF9-\uFFFB\u{1D159}]*$/u

/** What a new note takes. Unknown members are dropped. */
export const noteInput = z.object({
  id: z.uuid('Send a UUID, or leave the id out.').toLowerCase().optional().meta({
    description: 'Made by the client, once for a note: sent again, it adds no second one.',
  }),
  text: z
    .string(EMPTY)
    .trim()
    .refine((text) => !INVISIBLE.test(text), { message: EMPTY })
    .refine((text) => countCharacters(text) <= MAX_LENGTH, {
      message: `A note can have at most ${MAX_LENGTH} characters.`,
    })
    .refine(...STORABLE)
    .meta({ minLength: 1, maxLength: MAX_LENGTH, example: EXAMPLE }),
})

/** A note as its user sees it. */
export const note = z
  .object({
    id: z.uuid().meta({ example: '9a3c61d4-3b0e-4c55-8b7e-5f2a0e6d7c18' }),
    text: z.string().meta({ example: EXAMPLE }),
    createdAt: time,
  })
  .meta({ id: 'Note' })

export type Note = z.infer<typeof note>

export const notePage = z.object({ notes: z.array(note), nextCursor })

export const publicNote = ({ id, text, createdAt }: NoteRow): Note => ({
  id,
  text,
  createdAt: new Date(createdAt).toISOString(),
})

/** A page of the notes of a user, the newest first. */
export async function listNotes(
  { db }: Pick<RequestContext, 'db'>,
  userId: string,
  query: PageQuery,
): Promise<z.infer<typeof notePage>> {
  const { rows, nextCursor } = await pageOf(
    query,
    (range) => selectNotes(db, userId, range),
    ({ createdAt, id }) => ({ time: createdAt, id }),
  )
  return { notes: rows.map(publicNote), nextCursor }
}

/**
 * Adds a note; a user with `MAX_NOTES` of them is asked to delete one first. The same id with the same
 * text is the same call again, whose answer was lost. With another text, or as the id of another user's
 * note, it is refused by one answer, which does not say whose the id is.
 */
export async function addNote(
  { db, now }: Pick<RequestContext, 'db' | 'now'>,
  userId: string,
  { id = randomUUID(), text }: z.infer<typeof noteInput>,
): Promise<{ ok: true; note: Note } | Failure<'invalid-input'>> {
  const row = { id, userId, text, createdAt: now }
  const outcome = await insertNote(db, row, MAX_NOTES)
  if (outcome === 'added') return { ok: true, note: publicNote(row) }
  if (outcome === 'too-many') {
    return refused(
      'text',
      `You have ${MAX_NOTES} notes, and there can be no more. Delete one first.`,
    )
  }
  const before = await findNote(db, userId, id)
  if (before?.text === text) return { ok: true, note: publicNote(before) }
  return refused('id', 'This id is taken. Send another one.')
}

const refused = (path: string, message: string) =>
  failure('invalid-input', { errors: [{ path, message }] })
