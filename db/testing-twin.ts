/** For tests: a test of the database must run on both databases, not on SQLite alone. */
import { relative, sep } from 'node:path'
import { expect, inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The test files that run on both databases, by their paths from `root`. */
    onBoth: { root: string; files: string[] }
  }
}

/**
 * @throws where the file that runs now has no run on PostgreSQL: `vitest.config.ts` reads the text of
 *   the test files, and does not see what a helper calls.
 */
export function expectBothDatabases(testPath = expect.getState().testPath): void {
  const { root, files } = inject('onBoth')
  const file = relative(root, testPath ?? '').replaceAll(sep, '/')
  if (files.includes(file)) return
  throw new Error(
    `${file} opens a database through a helper, so that vitest.config.ts does not see it and would run it on SQLite alone. Add the helper to OPENS_DATABASE there, or use temporarySqlite where the test is about SQLite.`,
  )
}
