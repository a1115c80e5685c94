/** Runs alone: it counts which files of ours a refresh enters, from its route to the database and back. */
import { Session } from 'node:inspector/promises'
import { NextRequest } from 'next/server'
import { expect, test, vi } from 'vitest'
import { migrateDatabase } from '../../db/migrate'
import { temporarySqliteUrl } from '../../db/testing'
import { REFRESH_COOKIE } from '../../lib/brand'

/** No reader holds more in mind. */
const MOST = 20
const ORIGIN = 'http://localhost:3000'

function post(path: string, body: object | null, cookie = ''): NextRequest {
  const headers = {
    origin: ORIGIN,
    cookie,
    'x-forwarded-for': '192.0.2.7',
    ...(body && { 'content-type': 'application/json' }),
  }
  return new NextRequest(ORIGIN + path, {
    method: 'POST',
    headers,
    body: body && JSON.stringify(body),
  })
}

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(REFRESH_COOKIE))
    ?.split(';')[0]

test(`when a session is refreshed, at most ${MOST} files of ours are entered`, async () => {
  const url = temporarySqliteUrl()
  await migrateDatabase(url)
  vi.stubEnv('APP_URL', ORIGIN)
  vi.stubEnv('AUTH_SECRET', '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w')
  vi.stubEnv('AUTH_REFRESH_GRACE', '0')
  vi.stubEnv('AUTH_REFRESH_COALESCE', '0')
  vi.stubEnv('BCRYPT_COST', '4')
  vi.stubEnv('DATABASE_URL', url)
  const signUp = await import('../../app/api/auth/sign-up/route')
  const signIn = await import('../../app/api/auth/login/route')
  const refresh = await import('../../app/api/auth/refresh/route')
  const credentials = { email: 'ada@example.com', password: 'correct horse battery' }
  await signUp.POST(post('/api/auth/sign-up', credentials))
  const signedIn = await signIn.POST(post('/api/auth/login', credentials))
  // The first one prepares its statements, once a process.
  const first = await refresh.POST(post('/api/auth/refresh', null, cookieOf(signedIn)))

  const inspector = new Session()
  inspector.connect()
  await inspector.post('Profiler.enable')
  await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await inspector.post('Profiler.takePreciseCoverage')
  const answer = await refresh.POST(post('/api/auth/refresh', null, cookieOf(first)))
  const { result } = await inspector.post('Profiler.takePreciseCoverage')
  inspector.disconnect()

  expect(answer.headers.get('session-refresh')).toBe('rotated')
  const root = process.cwd()
  const entered = result
    .filter(({ url }) => url.includes(`${root}/`) && !url.includes('node_modules'))
    // A function without a name reads an export: a file of constants is not entered.
    .filter(({ functions }) =>
      functions.some(({ functionName, ranges }) => functionName && (ranges[0]?.count ?? 0) > 0),
    )
    .map(({ url }) => url.slice(url.indexOf(root) + root.length + 1))
    .filter((name) => !name.includes('.test.'))
  expect(entered.length, entered.sort().join('\n')).toBeLessThanOrEqual(MOST)
  expect(entered).toContain('db/sessions.ts')
})
