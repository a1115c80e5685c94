/** The notes of a user: what the routes and the page do. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { RequestContext } from '@/lib/auth/request-context'
import { type Failure, failure } from '@/lib/contract/errors'
import { countCharacters, STORABLE } from '@/lib/contract/inputs'
import { nextCursor, type PageQuery, pageOf } from '@/lib/contract/pages'
import { time } from '@/lib/contract/time'
import { insertNote, selectNotes } from './queries'
import type { NoteRow } from './tables'

const EXAMPLE = 'Buy rain boots.'

/** In characters, as people count them. */
const MAX_LENGTH = 2_000
/** Notes of one user. */
export const MAX_NOTES = 1_000

/** What a new note takes. Unknown members are dropped. */
export const noteInput = z.object({
  text: z
    .string('Write something.')
    .trim()
    .min(1, 'Write something.')
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

/** Adds a note; a user with `MAX_NOTES` of them is asked to delete one first. */
export async function addNote(
  { db, now }: Pick<RequestContext, 'db' | 'now'>,
  userId: string,
  { text }: z.infer<typeof noteInput>,
): Promise<{ ok: true; note: Note } | Failure<'invalid-input'>> {
  const row = { id: randomUUID(), userId, text, createdAt: now }
  if (await insertNote(db, row, MAX_NOTES)) return { ok: true, note: publicNote(row) }
  const message = `You have ${MAX_NOTES} notes, and there can be no more. Delete one first.`
  return failure('invalid-input', { errors: [{ path: 'text', message }] })
}
