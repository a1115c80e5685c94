/** The server that a race is run against: the built app, or any other by its URL. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, type DatabaseKind, startApp } from '../../../e2e/support/app'
import { openDatabase } from '../../../e2e/support/database'

/** Every time in a session's row. */
const TIMES = [
  'created_at',
  'last_used_at',
  'rotated_at',
  'retried_at',
  'revoked_at',
  'idle_expires_at',
  'absolute_expires_at',
]

/** What only the one who started a server can do. */
export type Control = {
  /** SIGKILL, and the same server again on the same database. */
  killAndRestart(): Promise<void>
  /** How often the server's own log reports a reuse for a user. */
  alarmsOf(userId: string): number
}

export type Target = {
  /** What the summary calls it. */
  name: string
  url: string
  /** Lets at least so many seconds go by for these sessions. */
  pass(sessionIds: string[], seconds: number): Promise<void>
  /** AUTH_REFRESH_GRACE and AUTH_REFRESH_COALESCE of the server, in seconds. */
  grace: number
  coalesce: number
  control?: Control
  close(): Promise<void>
}

/** A server that this run did not start: nothing of it can be moved, so time really passes. */
export function remoteTarget(url: string, grace: number, coalesce: number): Target {
  return {
    name: new URL(url).host,
    url: new URL(url).origin,
    pass: (_, seconds) => sleep(seconds * 1000),
    grace,
    coalesce,
    close: async () => {},
  }
}

/** The built app with its defaults. Its clock cannot be moved, so the times in its rows are. */
export async function ownTarget(databaseKind: DatabaseKind): Promise<Target> {
  const app: App = await startApp({ databaseKind })
  const database = openDatabase(app)
  return {
    name: databaseKind,
    url: app.url,
    async pass(sessionIds, seconds) {
      const earlier = TIMES.map((time) => `${time} = ${time} - ${seconds * 1000}`).join(', ')
      const age = database.native.prepare(`UPDATE sessions SET ${earlier} WHERE id = ?`)
      for (const id of sessionIds) age.run(id)
    },
    grace: 30,
    coalesce: 60,
    control: {
      async killAndRestart() {
        await app.kill()
        await app.restart()
      },
      alarmsOf: (userId) =>
        app.output.filter((line) => line.includes('authn_token_reuse') && line.includes(userId))
          .length,
    },
    async close() {
      database.close()
      await app.stop()
    },
  }
}
