import { expect, it } from 'vitest'
import { capture } from '../../scripts/lib/child.mjs'
import { root } from '../../scripts/lib/paths.mjs'

it('when a process that has had a server fails, its exit code is kept', async () => {
  const program = `
    import { startPostgresql } from '${root}scripts/lib/postgresql.mjs'
    const server = await startPostgresql({ flags: ['-c', 'fsync=off'] })
    await server.stop()
    process.exitCode = 3`
  const { code } = await capture([process.execPath, '--input-type=module', '-e', program])
  expect(code).toBe(3)
})
