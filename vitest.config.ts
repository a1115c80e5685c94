import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      '@': path('.'),
      // Outside of a React server this package throws on purpose.
      'server-only': path('node_modules/server-only/empty.js'),
    },
  },
  test: {
    environment: 'node',
    // A password hash takes a quarter of a second, and a starting PostgreSQL more than one.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['{app,db,lib}/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', '*.test.ts'],
          exclude: ['db/*postgresql.test.ts'],
        },
      },
      {
        // Everything that asks the database, again on a real PostgreSQL.
        extends: true,
        test: {
          name: 'postgresql',
          include: [
            'db/{events,purge,upgrade,users,sessions,*postgresql}.test.ts',
            'lib/auth/{account-sessions,change-password,event-list,events,export,forgery}.test.ts',
            'lib/auth/{login,logout,operator,purge,refresh,refresh-races,reuse}.test.ts',
            'lib/auth/{secret-rotation,sessions,sign-up,step-up}.test.ts',
            'lib/http/{current-user,guards}.test.ts',
          ],
          globalSetup: './db/testing-server.ts',
          setupFiles: './db/testing-postgresql.ts',
        },
      },
    ],
  },
})
