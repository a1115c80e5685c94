/** Playwright's `test` with the app in it. Specs import `test` and `expect` from here. */
import { test as base } from 'playwright/test'
import { type App, type AppOptions, type DatabaseKind, startApp } from './app'
import { type AppDatabase, openDatabase } from './database'
import { type SignedIn, signUpAndIn } from './people'

export { expect } from 'playwright/test'

type WorkerFixtures = {
  /** Which database the apps of this project are on. */
  databaseKind: DatabaseKind
  /** The app with its defaults (but for the cheapest hash), one a worker. Tests share it, not people. */
  app: App
  /** The database of `app`. */
  database: AppDatabase
  /** Somebody with a session in `app`, for tests that leave it as it is. */
  someone: SignedIn
}

type TestFixtures = {
  /** Starts an app with settings of its own; it is stopped when the test ends. */
  startApp: (options?: AppOptions) => Promise<App>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  databaseKind: ['sqlite', { option: true, scope: 'worker' }],
  app: [
    async ({ databaseKind }, provide) => {
      const app = await startApp({ databaseKind })
      await provide(app)
      await app.stop()
    },
    { scope: 'worker' },
  ],
  database: [
    async ({ app }, provide) => {
      const database = openDatabase(app)
      await provide(database)
      database.close()
    },
    { scope: 'worker' },
  ],
  someone: [async ({ app }, provide) => provide(await signUpAndIn(app)), { scope: 'worker' }],
  startApp: async ({ databaseKind }, provide) => {
    const starts: Promise<App>[] = []
    await provide((options) => {
      const start = startApp({ databaseKind, ...options })
      starts.push(start)
      return start
    })
    for (const start of await Promise.allSettled(starts)) {
      if (start.status === 'fulfilled') await start.value.stop()
    }
  },
  baseURL: ({ app }, provide) => provide(app.url),
})
