import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { blockCrossSiteDEV } from 'next/dist/server/lib/router-utils/block-cross-site-dev.js'
import { afterAll, expect, test, vi } from 'vitest'
import { devOriginAdvice, devOrigins, unsupported } from '../../scripts/lib/next-config.mjs'
import { root } from '../../scripts/lib/paths.mjs'

const directory = mkdtempSync(join(tmpdir(), 'app-config-'))
symlinkSync(join(root, 'scripts'), join(directory, 'scripts'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test.each([
  ["basePath: '/app',", 'next.config.js sets basePath'],
  ['trailingSlash: true,', 'next.config.js sets trailingSlash'],
])('when next.config.js says %s, it ends with one sentence', async (line, sentence) => {
  const own = readFileSync(join(root, 'next.config.js'), 'utf8')
  const file = join(directory, 'next.config.mjs')
  writeFileSync(file, own.replace('poweredByHeader', `${line}\n  poweredByHeader`))
  const failed = await promisify(execFile)(process.execPath, [file]).catch((error) => error)
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain(sentence)
  expect(failed.stderr.trim().split('\n')).toHaveLength(1)
})

test('when neither is set, nothing is wrong', () => {
  expect(unsupported({ basePath: '', trailingSlash: false, reactStrictMode: true })).toBeNull()
})

test.each([
  ['https://app.tunnel.example', ['app.tunnel.example']],
  ['http://localhost:3000', ['localhost']],
  ['nonsense', []],
  [undefined, []],
])('when APP_URL is %s, the development server serves pages of %j', (appUrl, hosts) => {
  expect(devOrigins(appUrl)).toEqual(hosts)
})

test('when the development server refuses a page of another host, the advice is APP_URL', () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const request = { url: '/_next/hmr', headers: { origin: 'https://app.tunnel.example' } }
  expect(blockCrossSiteDEV(request, { end() {} }, [], '127.0.0.1')).toBe(true)
  const lines = warned.mock.calls.flat().join(' ').split('\n')
  expect(lines.map(devOriginAdvice).filter(Boolean)).toEqual([
    expect.stringContaining('put APP_URL=https://app.tunnel.example into .env.local'),
  ])
  // And with that advice taken, it is let through.
  const allowed = devOrigins('https://app.tunnel.example')
  expect(blockCrossSiteDEV(request, { end() {} }, allowed, '127.0.0.1')).toBe(false)
  warned.mockRestore()
})
