import { Client } from '../../e2e/support/client'
import { clearedCookies, cookieName, cookiePair } from '../../e2e/support/cookie'
import { signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'
import type { ErrorCode } from '../../lib/contract/errors'
import { ignoreRotations } from '../support/database'

/** Refreshes with the cookie that the browser holds, and says what became of it. */
async function refuse(client: Client, code: ErrorCode) {
  const answer = await client.post('/api/auth/refresh')
  expectProblem(answer, code)
  expect(answer.headers).not.toHaveProperty('session-refresh')
  return answer.setCookies
}

test('when another rotation is always faster, the answer is busy with Retry-After, and the cookie stays', async ({
  app,
  database,
}) => {
  const { client, sessionId, refreshToken } = await signUpAndIn(app)
  // Every rotation of this session finds that another one was faster.
  const release = ignoreRotations({ app, database }, sessionId)
  const cookies = await refuse(client, 'busy')
  release()
  expect(cookies).toEqual([])
  expect(client.refreshToken).toBe(refreshToken)
  expect((await client.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')
})

test('when the cookie is junk, it is cleared', async ({ app }) => {
  for (const junk of ['x', 'a.b.c', '...', '"quoted"', '%00', 'x'.repeat(6000)]) {
    const client = new Client(app)
    client.refreshToken = junk
    const cookies = await refuse(client, 'invalid-token')
    expect(cookies.slice(-2)).toEqual(clearedCookies(app))
    // What may stand beside it on another path goes as well, before it.
    expect(cookies.slice(0, -2).every((cookie) => /Path=\/api.*Max-Age=0$/.test(cookie))).toBe(true)
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

test('when a token comes anywhere but in the cookie, it is not read', async ({ app, database }) => {
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
