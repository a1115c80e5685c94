import { defineConfig, devices } from 'playwright/test'
import type { DatabaseKind } from './e2e/support/app'
import base from './playwright.config'

/** `npm run proof`: what `npm test` leaves out: the model for longer, attacks, races, killed processes. */
export default defineConfig<object, { databaseKind: DatabaseKind }>({
  ...base,
  globalSetup: './e2e/support/postgresql-setup.ts',
  projects: [
    // The same over HTTP as `npm test` asks on SQLite.
    { name: 'http-postgresql', testDir: 'e2e/http', use: { databaseKind: 'postgresql' } },
    { name: 'races', testDir: 'e2e/races', use: { ...devices['Desktop Chrome'] } },
    {
      name: 'races-postgresql',
      testDir: 'e2e/races',
      use: { ...devices['Desktop Chrome'], databaseKind: 'postgresql' },
    },
    // No database decides any of these: once is enough.
    { name: 'attacks', testDir: 'e2e/attacks' },
    { name: 'processes', testDir: 'e2e/processes' },
    { name: 'examples', testDir: 'e2e/examples', use: { ...devices['Desktop Chrome'] } },
  ],
})
