/** Playwright's `test` with the app. */
import { test as base } from 'playwright/test'
import { type App, type AppOptions, type DatabaseKind, startApp } from './app'
import { type AppDatabase, openDatabase } from './database'
import { type SignedIn, signUpAndIn } from './people'

export { expect } from 'playwright/test'

type WorkerFixtures = {
  databaseKind: DatabaseKind
  /** The app with its defaults (but for the cheapest hash), one a worker. */
  app: App
  /** The database of `app`. */
  database: AppDatabase
  /** A user with a session in `app`, for tests that change neither. */
  someone: SignedIn
}

type TestFixtures = {
  /** Starts an app with other settings, until the test ends. */
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
