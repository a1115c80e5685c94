/** The app's database. A test cannot move the server's clock, so it moves the times in the rows. */
import { createHash, randomBytes } from 'node:crypto'
import type { OneTimePurpose } from '../../db/schema'
import Database from '../../db/sqlite-driver.mjs'
import { postgresql } from './postgresql'

/** In milliseconds: how long to wait for the app's own writes. */
const BUSY_TIMEOUT = 5000

/** The columns that tests read. Times are milliseconds since 1970. */
export type SessionRow = {
  id: string
  user_id: string
  token_version: number
  generation: number
  salt: string
  refresh_token_hash: string
  rotated_at: number | null
  confirmed_generation: number | null
  created_at: number
  last_used_at: number
  idle_expires_at: number
  absolute_expires_at: number
  revoked_at: number | null
  revoked_reason: string | null
  ip: string | null
}

export type UserRow = {
  id: string
  password_hash: string
  token_version: number
  disabled_at: number | null
}

export type EventRow = {
  id: string
  session_id: string | null
  type: string
  count: number
}

type TimeColumn =
  | 'rotated_at'
  | 'authenticated_at'
  | 'idle_expires_at'
  | 'absolute_expires_at'
  | 'revoked_at'

export type AppDatabase = ReturnType<typeof openDatabase>

/** What the tests use of a driver. */
export type Native = {
  exec(sql: string): unknown
  prepare(sql: string): {
    get(...values: unknown[]): unknown
    all(...values: unknown[]): unknown[]
    run(...values: unknown[]): { changes: number }
  }
  close(): void
}

/** Without what the migrators keep. */
const SQLITE_TABLES =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '__*' AND name NOT GLOB 'sqlite_*'"
const POSTGRESQL_TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"

const isPostgresql = ({ databaseUrl }: { databaseUrl: string }) =>
  databaseUrl.startsWith('postgres')

function openNative(url: string): Native {
  if (isPostgresql({ databaseUrl: url })) return postgresql().open(url)
  return new Database(url.replace('file:', ''), { timeout: BUSY_TIMEOUT })
}

/** @param app as `startApp` gives it. Close it when done. */
export function openDatabase(app: { databaseUrl: string }) {
  const native = openNative(app.databaseUrl)
  return {
    /** For statements that one test alone needs. */
    native,

    /** Every row of every table, as text and in order: two of these are equal where nothing has changed. */
    rows(): string[] {
      const tables = native.prepare(isPostgresql(app) ? POSTGRESQL_TABLES : SQLITE_TABLES).all()
      return (tables as { name: string }[])
        .flatMap(({ name }) => {
          const rows = native.prepare(`SELECT * FROM "${name}"`).all()
          return rows.map((row) => `${name} ${JSON.stringify(row)}`)
        })
        .sort()
    },

    /** @throws where there is no such session. */
    session(id: string): SessionRow {
      const row = native.prepare('SELECT * FROM sessions WHERE id = ?').get(id)
      if (!row) throw new Error(`No session ${id}`)
      return row as SessionRow
    },

    sessionsOf(userId: string): SessionRow[] {
      const rows = native.prepare('SELECT * FROM sessions WHERE user_id = ? ORDER BY created_at')
      return rows.all(userId) as SessionRow[]
    },

    /** The newest first. */
    eventsOf(userId: string): EventRow[] {
      const rows = native.prepare(
        'SELECT * FROM security_events WHERE user_id = ? ORDER BY created_at DESC, id DESC',
      )
      return rows.all(userId) as EventRow[]
    },

    user(email: string): UserRow | undefined {
      return native.prepare('SELECT * FROM users WHERE email = ?').get(email) as UserRow | undefined
    },

    /**
     * Moves one of a session's times into the past. After `rotated_at` has moved, the app makes the
     * current token with another `iat`: move it by more than the grace, as a real wait would.
     */
    age(id: string, column: TimeColumn, seconds: number): void {
      const columns = column === 'rotated_at' ? [column, 'retried_at'] : [column]
      const earlier = columns.map((name) => `${name} = ${name} - ${seconds * 1000}`).join(', ')
      const aged = native.prepare(`UPDATE sessions SET ${earlier} WHERE id = ?`).run(id)
      if (aged.changes !== 1) throw new Error(`No session ${id}`)
    },

    /** The token of a link for a new password. It replaces the one before. */
    passwordResetToken(userId: string): string {
      return this.linkToken(userId, 'password-reset')
    },

    /** The token of a link. It replaces all that the user had. @param email the address that it is about. */
    linkToken(userId: string, purpose: OneTimePurpose, email: string | null = null): string {
      const token = randomBytes(32).toString('base64url')
      const hash = createHash('sha256').update(token).digest('base64url')
      native.prepare('DELETE FROM one_time_tokens WHERE user_id = ?').run(userId)
      native
        .prepare(
          `INSERT INTO one_time_tokens (token_hash, user_id, purpose, email, credential_version, expires_at)
           VALUES (?, ?, ?, ?, (SELECT credential_version FROM users WHERE id = ?), ?)`,
        )
        .run(hash, userId, purpose, email, userId, Date.now() + 60_000)
      return token
    },

    /** Every row of every table, as text: what a refused call leaves as it was. */
    everything(): string[] {
      const names = app.databaseUrl.startsWith('postgres')
        ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        : "SELECT name FROM sqlite_master WHERE type = 'table'"
      const tables = native.prepare(names).all() as { name: string }[]
      return tables
        .flatMap(({ name }) =>
          native
            .prepare(`SELECT * FROM "${name}"`)
            .all()
            .map((row) => name + JSON.stringify(row)),
        )
        .sort()
    },

    /** As "sign out everywhere" would. */
    raiseTokenVersion(userId: string): void {
      native
        .prepare(
          `UPDATE users SET token_version = token_version + 1,
             token_version_reason = 'sign-out-everywhere' WHERE id = ?`,
        )
        .run(userId)
    },

    /** As the operator's command would. */
    disable(userId: string): void {
      native
        .prepare(
          `UPDATE users SET disabled_at = created_at, token_version = token_version + 1,
             token_version_reason = 'disabled' WHERE id = ?`,
        )
        .run(userId)
    },

    close(): void {
      native.close()
    },
  }
}
