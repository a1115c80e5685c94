import { defineConfig, devices } from 'playwright/test'
import type { DatabaseKind } from '../e2e/support/app'
import base, { HTTP_SPECS } from '../playwright.config'
import './support/postgresql-databases'

/** `npm run proof`: what `npm test` leaves out: the model for longer, attacks, races, killed processes. */
export default defineConfig<object, { databaseKind: DatabaseKind }>({
  ...base,
  outputDir: '../test-results',
  testMatch: '**/*.spec.ts',
  globalSetup: './support/postgresql-setup.ts',
  projects: [
    // What `npm test` asks over HTTP on SQLite.
    {
      name: 'http-postgresql',
      testDir: '..',
      testMatch: HTTP_SPECS,
      use: { databaseKind: 'postgresql' },
    },
    { name: 'proof-http', testDir: 'http' },
    // What locks, waits, races or purges has statements that differ.
    {
      name: 'proof-http-postgresql',
      testDir: 'http',
      testMatch:
        /(at-once|change-password|corrupt-rows|faults|full-disk|purge|refresh[a-z-]*|waiting)\.spec\.ts/,
      use: { databaseKind: 'postgresql' },
    },
    { name: 'races', testDir: 'races', use: { ...devices['Desktop Chrome'] } },
    {
      name: 'races-postgresql',
      testDir: 'races',
      use: { ...devices['Desktop Chrome'], databaseKind: 'postgresql' },
    },
    // No database decides any of these: once is enough.
    { name: 'attacks', testDir: 'attacks' },
    { name: 'processes', testDir: 'processes' },
    { name: 'browser', testDir: 'browser', use: { ...devices['Desktop Chrome'] } },
    { name: 'lighthouse', testDir: 'lighthouse' },
    // feature: resource-server
    { name: 'examples', testDir: 'examples', use: { ...devices['Desktop Chrome'] } },
    // /feature: resource-server
  ],
})
