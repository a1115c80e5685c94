/** For vitest: one PostgreSQL for a whole run; every test file makes its database on it. */
import type { TestProject } from 'vitest/node'
import { startPostgresql } from '../scripts/lib/postgresql.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresql: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // No one misses what a test loses in a power cut; waiting for the disk is most of its time.
  const server = await startPostgresql({ flags: ['-c', 'fsync=off'] })
  project.provide('postgresql', server.url)
  return () => server.stop()
}
