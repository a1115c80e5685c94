import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { START, scene } from '@/lib/auth/testing'
import { pageQuery } from '@/lib/contract/pages'
import { addNote, listNotes, MAX_NOTES, noteInput } from './notes'
import { deleteNote, insertNote, selectNotes } from './queries'
import { notes } from './tables'

const { addUser, at, db, deleteUser } = await scene()

const write = async (userId: string, text: string, now = START) => {
  const added = await addNote(at(now), userId, { text })
  if (!added.ok) throw new Error('the note was not added')
  return added.note
}

test('when a user adds notes, they and no one else see them, the newest first', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const first = await write(user.id, 'first')
  const second = await write(user.id, 'second', START + 1)
  await write(other.id, 'of another')
  const page = await listNotes(at(START), user.id, pageQuery.parse({}))
  expect(page).toEqual({ notes: [second, first], nextCursor: null })
  expect(first).toEqual({ id: first.id, text: 'first', createdAt: '2026-01-05T12:00:00.250Z' })
})

test('when the same note is sent again, it is added once, and has the same answer', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const id = randomUUID()
  const add = (userId: string, text: string, now = START) => addNote(at(now), userId, { id, text })
  const [added] = await Promise.all([add(user.id, 'once'), add(user.id, 'once')])
  expect(added).toMatchObject({ ok: true, note: { id } })
  expect(await add(user.id, 'once', START + 1)).toEqual(added)
  const refusals = [await add(user.id, 'twice'), await add(other.id, 'once')]
  expect(refusals[0]).toMatchObject({ code: 'invalid-input', errors: [{ path: 'id' }] })
  expect(refusals[1]).toEqual(refusals[0])
  const kept = await selectNotes(db, user.id, { after: null, limit: 10 })
  expect(kept.map(({ text }) => text)).toEqual(['once'])
  expect(await selectNotes(db, other.id, { after: null, limit: 10 })).toEqual([])
})

test('when there are more notes than a page has, its cursor leads to the rest', async () => {
  const user = await addUser()
  const times = [5, 1, 3, 3, 8]
  for (const time of times) await write(user.id, `at ${time}`, time)
  const seen = []
  let cursor: string | null | undefined
  do {
    const page = await listNotes(at(START), user.id, pageQuery.parse({ limit: '2', cursor }))
    seen.push(...page.notes.map(({ text }) => text))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual(['at 8', 'at 5', 'at 3', 'at 3', 'at 1'])
})

test('when a note is deleted by another user, it stays', async () => {
  const [user, other] = [await addUser(), await addUser()]
  const { id } = await write(user.id, 'mine')
  expect(await deleteNote(db, other.id, id)).toBe(false)
  expect(await deleteNote(db, user.id, id)).toBe(true)
  expect(await deleteNote(db, user.id, id)).toBe(false)
})

test('when many notes are added at once, there are never more than the limit', async () => {
  const user = await addUser()
  const ids = Array.from({ length: 8 }, (_, index) => `${user.id} ${index}`)
  const note = { userId: user.id, text: 'one of many', createdAt: START }
  await Promise.all(ids.map((id) => insertNote(db, { ...note, id }, 3)))
  const kept = await selectNotes(db, user.id, { after: null, limit: 10 })
  expect(kept.length).toBeLessThanOrEqual(3)
})

test('when a user has as many notes as there can be, the next one is refused with a sentence', async () => {
  const user = await addUser()
  const note = { userId: user.id, text: 'one of many', createdAt: START }
  const ids = Array.from({ length: MAX_NOTES }, (_, index) => `${user.id} ${index}`)
  await db.insert(notes).values(ids.map((id) => ({ ...note, id })))
  expect(await addNote(at(START), user.id, { text: 'one more' })).toMatchObject({
    code: 'invalid-input',
    errors: [{ path: 'text', message: expect.stringContaining('Delete one first.') }],
  })
  const last = await selectNotes(db, user.id, { after: null, limit: MAX_NOTES + 1 })
  expect(last.map(({ text }) => text)).toEqual(Array(MAX_NOTES).fill('one of many'))
})

test('when a user is deleted, so are their notes', async () => {
  const user = await addUser()
  await write(user.id, 'gone')
  await deleteUser(user)
  expect(await selectNotes(db, user.id, { after: null, limit: 1 })).toEqual([])
})

test('when no character of a text can be seen, it is no note', () => {
  const isNote = (text: string) => noteInput.safeParse({ text }).success
  const every = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code))
  const blank = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800\ufff9\u{1d159}]/u
  expect(every.filter((one) => blank.test(one) && isNote(one))).toEqual([])
  expect(isNote('\u200b \u3164\u2800')).toBe(false)
  const seen = /[\p{L}\p{N}\p{P}\p{S}]/u
  expect(every.filter((one) => seen.test(one) && !blank.test(one) && !isNote(one))).toEqual([])
  // What joins a family to one emoji stays in it.
  expect(noteInput.parse({ text: '👨‍👩‍👧' })).toEqual({ text: '👨‍👩‍👧' })
})

test.each([
  ['', false],
  ['  \n', false],
  ['a'.repeat(2_000), true],
  ['🎒'.repeat(2_000), true],
  ['a'.repeat(2_001), false],
  [undefined, false],
])('when the text is %j, it is a note or not: %s', (text, isNote) => {
  expect(noteInput.safeParse({ text }).success).toBe(isNote)
})

test('when blanks stand around a text, the note is without them', () => {
  expect(noteInput.parse({ text: ' two\nlines \n', owner: 'x' })).toEqual({ text: 'two\nlines' })
})

test('when a text has a character that PostgreSQL cannot store, it is refused', () => {
  expect(noteInput.safeParse({ text: 'a\0b' }).success).toBe(false)
})
