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
    include: ['{app,db,lib}/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', '*.test.ts'],
    // A password hash takes a quarter of a second, and a starting PostgreSQL more than one.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
})
