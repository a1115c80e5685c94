import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type SessionRow, users } from '../../db/schema'
import {
  confirmGeneration,
  markAuthenticated,
  noteRetry,
  revokeSession,
  rotateSession,
} from '../../db/sessions'
import { addSession, sessionRow, temporaryDatabase } from '../../db/testing'
import { disableUser, raiseTokenVersion } from '../../db/users'

const { db } = await temporaryDatabase()

const rotation = {
  generation: 5,
  previousGeneration: 4,
  refreshTokenHash: 'next',
  rotatedAt: 200,
  idleExpiresAt: 2_000,
}

/** How a session can be over: by itself, or with its user. */
const ENDS: [string, (session: SessionRow) => Promise<unknown>][] = [
  ['it was revoked', ({ id }) => revokeSession(db, id, 'replaced', 150)],
  ['token_version went up', ({ userId }) => raiseTokenVersion(db, userId, 0, 'password-change')],
  ['its user was disabled', ({ userId }) => disableUser(db, userId, 150)],
  [
    'its user was disabled by hand',
    ({ userId }) => db.update(users).set({ disabledAt: 150 }).where(eq(users.id, userId)),
  ],
]

test.each(ENDS)('when %s, no statement takes the session for a living one', async (_, end) => {
  const session = await addSession(db)
  await end(session)
  const ended = await sessionRow(db, session.id)
  const expected = { id: session.id, generation: 4, confirmedAtMost: 4, retriedAtMost: 100 }
  expect(await rotateSession(db, expected, rotation)).toBeUndefined()
  expect(await noteRetry(db, session, 300)).toBe(false)
  await confirmGeneration(db, session.id, session.generation, 300)
  expect(
    await markAuthenticated(db, { id: session.userId, tokenVersion: 0 }, session.id, 300),
  ).toBe(false)
  expect(await sessionRow(db, session.id)).toEqual(ended)
})
