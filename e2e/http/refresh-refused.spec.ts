import type { ErrorCode } from '../../lib/contract/errors'
import { Client } from '../support/client'
import { clearedCookie, cookieName, cookiePair } from '../support/cookie'
import { signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { head, sendRaw } from '../support/raw'
import { expect, test } from '../support/test'

/** Refreshes with the cookie that the browser holds, and says what became of it. */
async function refuse(client: Client, code: ErrorCode) {
  const answer = await client.post('/api/auth/refresh')
  expectProblem(answer, code)
  expect(answer.headers).not.toHaveProperty('session-refresh')
  return answer.setCookies
}

test('no cookie: no-session, and nothing to clear', async ({ app }) => {
  expect(await refuse(new Client(app), 'no-session')).toEqual([])
})

test('an empty cookie is none', async ({ app }) => {
  const answer = await new Client(app).post('/api/auth/refresh', undefined, {
    Cookie: `${cookiePair(app, '')}; other=1`,
  })
  expectProblem(answer, 'no-session')
})

test('idle for too long: session-expired, cleared, no alarm', async ({ app, database }) => {
  const { client, sessionId, user } = await signUpAndIn(app)
  database.age(sessionId, 'idle_expires_at', 604_801)
  expect(await refuse(client, 'session-expired')).toEqual([clearedCookie(app)])
  expect(client.refreshToken).toBeUndefined()
  expect(database.user(user.email)?.token_version).toBe(0)
})

test('over the absolute limit: session-expired, cleared', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  database.age(sessionId, 'absolute_expires_at', 2_592_001)
  expect(await refuse(client, 'session-expired')).toEqual([clearedCookie(app)])
})

test('a session that is no longer stored: session-expired, cleared', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  database.native.prepare('DELETE FROM sessions WHERE id = ?').run(sessionId)
  expect(await refuse(client, 'session-expired')).toEqual([clearedCookie(app)])
})

test('token version behind: session-revoked, cleared', async ({ app, database }) => {
  const { client, user } = await signUpAndIn(app)
  database.raiseTokenVersion(user.id)
  expect(await refuse(client, 'session-revoked')).toEqual([clearedCookie(app)])
})

test('a row that moves on at every attempt: busy with Retry-After, and the cookie stays', async ({
  app,
  database,
}) => {
  const { client, sessionId, refreshToken } = await signUpAndIn(app)
  // Every rotation of this session finds that somebody else was faster.
  const release = database.ignoreRotations(sessionId)
  const cookies = await refuse(client, 'busy')
  release()
  expect(cookies).toEqual([])
  expect(client.refreshToken).toBe(refreshToken)
  expect((await client.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')
})

test('junk: invalid-token, cleared', async ({ app }) => {
  for (const junk of ['x', 'a.b.c', '...', '"quoted"', '%00', 'x'.repeat(6000)]) {
    const client = new Client(app)
    client.refreshToken = junk
    const cookies = await refuse(client, 'invalid-token')
    expect(cookies.at(-1)).toBe(clearedCookie(app))
    // What may stand beside it on a path of its own goes as well, before it.
    expect(cookies.slice(0, -1).every((cookie) => /Path=\/api.*Max-Age=0$/.test(cookie))).toBe(true)
  }
})

test('when several cookies of the name come, the one that verifies counts, wherever it stands', async ({
  app,
  database,
}) => {
  const { refreshToken, sessionId } = await signUpAndIn(app)
  const ended = await signUpAndIn(app)
  await ended.client.post('/api/auth/logout')
  const others = ['x', ended.refreshToken].map((token) => cookiePair(app, token))
  const good = cookiePair(app, refreshToken)
  for (const [number, cookies] of [
    [good, ...others],
    [...others, good],
    [good, good],
  ].entries()) {
    const Cookie = cookies.join('; ')
    const answer = await new Client(app).post('/api/auth/refresh', undefined, { Cookie })
    expect(answer.status).toBe(200)
    expect(answer.headers['session-refresh']).toBe(number === 0 ? 'rotated' : 'retried')
  }
  const inTwoHeaders = await sendRaw(app, [
    head(app, 'POST /api/auth/refresh', [
      `Cookie: ${good}`,
      `Cookie: ${others[0]}`,
      'Content-Length: 0',
    ]),
  ])
  expect(inTwoHeaders.status).toBe(200)
  expect(database.session(sessionId)).toMatchObject({ generation: 1, revoked_at: null })
})

test('when none of several cookies verifies, the answer names the one that is in the way', async ({
  app,
}) => {
  const client = new Client(app)
  const Cookie = `${cookiePair(app, 'x')}; ${cookiePair(app, 'y')}`
  const answer = await client.post('/api/auth/refresh', undefined, { Cookie })
  expect(expectProblem(answer, 'invalid-token').detail).toContain(cookieName(app))
})

test('a token is taken from the cookie and from nowhere else', async ({ app, database }) => {
  const { refreshToken, sessionId } = await signUpAndIn(app)
  const client = new Client(app)
  const path = `/api/auth/refresh?refresh_token=${refreshToken}`
  expectProblem(await client.post(path), 'no-session')
  expectProblem(
    await client.post('/api/auth/refresh', { refresh_token: refreshToken, refreshToken }),
    'no-session',
  )
  expectProblem(
    await client.post('/api/auth/refresh', undefined, { Authorization: `Bearer ${refreshToken}` }),
    'no-session',
  )
  expectProblem(
    await client.post('/api/auth/refresh', undefined, { Cookie: `Refresh_Token=${refreshToken}` }),
    'no-session',
  )
  expect(database.session(sessionId).generation).toBe(0)
})
