/** What happens to sessions behind a browser's back: in the database, and in the hands of another. */
import { Client } from '../../support/client'
import type { AppDatabase, SessionRow } from '../../support/database'
import type { Person } from '../../support/people'

/** Longer ago than grace and coalesce, in seconds. @public For the proof. */
export const LONG_AGO = 61

/** So long ago that the cookie is on disk, and showing its token counts; in seconds. @public For the proof. */
export const SAVED = 55

/** Ends a session as its person would from another device. */
export function revoke(database: AppDatabase, id: string): void {
  const revoked = database.native
    .prepare('UPDATE sessions SET revoked_at = ?, revoked_reason = ? WHERE id = ?')
    .run(Date.now(), 'ended-elsewhere', id)
  if (revoked.changes !== 1) throw new Error(`No session ${id}`)
}

/** Makes the password check of a session too old for what asks for a recent one. */
export function forgetPasswordCheck(database: AppDatabase, id: string): void {
  const changed = database.native
    .prepare('UPDATE sessions SET authenticated_at = 0 WHERE id = ?')
    .run(id)
  if (changed.changes !== 1) throw new Error(`No session ${id}`)
}

/** The newest session of a person. */
export function newestSession(database: AppDatabase, { email }: Pick<Person, 'email'>): SessionRow {
  const session = database.sessionsOf(database.user(email)?.id ?? '').at(-1)
  if (!session) throw new Error(`No session of ${email}`)
  return session
}

/** A client outside of any browser that holds a copy of a refresh token. @public For the proof. */
export function holderOf(app: { url: string }, refreshToken: string): Client {
  const client = new Client(app)
  client.refreshToken = refreshToken
  return client
}
