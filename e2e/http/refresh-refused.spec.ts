import { Client } from '../support/client'
import { signUpAndIn } from '../support/people'
import { expectProblem, type ProblemCode } from '../support/problems'
import { head, sendRaw } from '../support/raw'
import { expect, test } from '../support/test'

const CLEARED = 'refresh_token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'

/** Refreshes with the cookie that the browser holds, and says what became of it. */
async function refuse(client: Client, code: ProblemCode) {
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
    Cookie: 'refresh_token=; other=1',
  })
  expectProblem(answer, 'no-session')
})

test('idle for too long: session-expired, cleared, no alarm', async ({ app, database }) => {
  const { client, sessionId, user } = await signUpAndIn(app)
  database.age(sessionId, 'idle_expires_at', 604_801)
  expect(await refuse(client, 'session-expired')).toEqual([CLEARED])
  expect(client.refreshToken).toBeUndefined()
  expect(database.user(user.email)?.token_version).toBe(0)
})

test('over the absolute limit: session-expired, cleared', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  database.age(sessionId, 'absolute_expires_at', 2_592_001)
  expect(await refuse(client, 'session-expired')).toEqual([CLEARED])
})

test('a session that is no longer stored: session-expired, cleared', async ({ app, database }) => {
  const { client, sessionId } = await signUpAndIn(app)
  database.native.prepare('DELETE FROM sessions WHERE id = ?').run(sessionId)
  expect(await refuse(client, 'session-expired')).toEqual([CLEARED])
})

test('token version behind: session-revoked, cleared', async ({ app, database }) => {
  const { client, user } = await signUpAndIn(app)
  database.raiseTokenVersion(user.id)
  expect(await refuse(client, 'session-revoked')).toEqual([CLEARED])
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
    expect(await refuse(client, 'invalid-token')).toEqual([CLEARED])
  }
})

test('two refresh cookies: invalid-token, whichever comes first, and the session stays', async ({
  app,
  database,
}) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  const good = `refresh_token=${refreshToken}`
  for (const Cookie of [
    `${good}; refresh_token=x`,
    `refresh_token=x; ${good}`,
    `${good}; ${good}`,
  ]) {
    const answer = await client.post('/api/auth/refresh', undefined, { Cookie })
    expectProblem(answer, 'invalid-token')
    expect(answer.setCookies).toEqual([CLEARED])
  }
  const inTwoHeaders = await sendRaw(app, [
    head(app, 'POST /api/auth/refresh', [
      `Cookie: ${good}`,
      'Cookie: refresh_token=x',
      'Content-Length: 0',
    ]),
  ])
  expectProblem(inTwoHeaders, 'invalid-token')
  expect(database.session(sessionId)).toMatchObject({ generation: 0, revoked_at: null })
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
