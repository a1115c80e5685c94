/** docs/decisions/0040: the file keeps its old name, and works under the new one. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { capture } from '../../scripts/lib/child.mjs'
import { copyOfTree } from '../support/copy-of-tree.mjs'

it('when middleware.ts is renamed to proxy.ts, with its function, the build passes', async () => {
  const folder = copyOfTree()
  const at = (name) => join(folder, name)
  const text = readFileSync(at('middleware.ts'), 'utf8')
  const named = text.replace('function middleware(', 'function proxy(')
  expect(named).not.toBe(text)
  writeFileSync(at('middleware.ts'), named)
  renameSync(at('middleware.ts'), at('proxy.ts'))
  // A test reads which paths pass it.
  const reader = at('lib/http/page-policy.test.ts')
  writeFileSync(reader, readFileSync(reader, 'utf8').replace('../../middleware', '../../proxy'))
  const next = at('node_modules/next/dist/bin/next')
  const { code, output } = await capture([process.execPath, next, 'build', folder], {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  expect(output).toContain('Proxy (Middleware)')
  expect(code).toBe(0)
  rmSync(folder, { recursive: true })
}, 600_000)
