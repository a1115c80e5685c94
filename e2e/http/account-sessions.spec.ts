import { Client } from '../support/client'
import { clearedCookie } from '../support/cookie'
import { bearer, type Grant, type SignedIn, signIn, signUp, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

type Summary = Record<string, unknown> & { id: string; current: boolean }

async function list({ client, accessToken }: SignedIn): Promise<Summary[]> {
  const answer = await client.get('/api/account/sessions', bearer(accessToken))
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  return answer.json<{ sessions: Summary[] }>().sessions
}

const ids = (sessions: Summary[]) => sessions.map(({ id }) => id)
const end = (by: SignedIn, id: string) =>
  by.client.delete(`/api/account/sessions/${id}`, bearer(by.accessToken))

/** Is the session refused at its next request, and its cookie at its next refresh? */
async function expectEnded({ client, accessToken }: SignedIn): Promise<void> {
  const call = await client.get('/api/me', bearer(accessToken))
  expectProblem(call, 'session-revoked', 'ended-elsewhere')
  const refresh = await client.post('/api/auth/refresh')
  expectProblem(refresh, 'session-revoked', 'ended-elsewhere')
}

test.describe('GET /api/account/sessions', () => {
  test('lists what the contract says, and the browser in words', async ({ app, database }) => {
    const client = new Client(app)
    const person = await signUp(client)
    const signedIn = await client.post('/api/auth/login', person, { 'User-Agent': FIREFOX })
    const { accessToken } = signedIn.json<Grant>()
    const answer = await client.get('/api/account/sessions', bearer(accessToken))
    const [row] = database.sessionsOf(database.user(person.email)?.id ?? '')
    const time = (value = 0) => new Date(value).toISOString()
    expect(answer.json()).toEqual({
      sessions: [
        {
          id: row?.id,
          current: true,
          createdAt: time(row?.created_at),
          lastUsedAt: expect.stringMatching(/Z$/),
          expiresAt: time(row?.idle_expires_at),
          userAgent: FIREFOX,
          browser: 'Firefox 140',
          system: 'Linux',
          ip: '127.0.0.1',
        },
      ],
    })
    for (const secret of [row?.salt, row?.refresh_token_hash]) {
      expect(answer.text).not.toContain(secret)
    }
  })

  test('the last used comes first, and this one is marked', async ({ app }) => {
    const first = await signUpAndIn(app)
    const second = new Client(app)
    await second.post('/api/auth/login', first.person, { 'User-Agent': IPHONE })
    await first.client.post('/api/auth/refresh')
    const sessions = await list(first)
    expect(sessions).toMatchObject([
      { id: first.sessionId, current: true, browser: 'Unknown browser', system: 'Unknown system' },
      { current: false, browser: 'Safari 18', system: 'iOS' },
    ])
  })

  test('only what lives is listed', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const signedOut = await signIn(app, here.person)
    await signedOut.client.post('/api/auth/logout')
    const idle = await signIn(app, here.person)
    database.age(idle.sessionId, 'idle_expires_at', 604_801)
    const old = await signIn(app, here.person)
    database.age(old.sessionId, 'absolute_expires_at', 2_592_001)
    const alive = await signIn(app, here.person)
    expect(ids(await list(here)).sort()).toEqual([here.sessionId, alive.sessionId].sort())
  })

  test('of other people nothing is listed', async ({ app, someone }) => {
    const here = await signUpAndIn(app)
    expect(ids(await list(here))).toEqual([here.sessionId])
    expect(ids(await list(someone))).not.toContain(here.sessionId)
  })
})

test.describe('DELETE /api/account/sessions/:id', () => {
  test('ends that session at once, and no other', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const there = await signIn(app, here.person)
    const elsewhere = await signIn(app, here.person)
    const answer = await end(here, there.sessionId)
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
    expect(answer.setCookies).toEqual([])
    await expectEnded(there)
    expect(ids(await list(elsewhere)).sort()).toEqual([here.sessionId, elsewhere.sessionId].sort())
    expect((await elsewhere.client.post('/api/auth/refresh')).status).toBe(200)
    expect(database.user(here.person.email)?.token_version).toBe(0)
  })

  test('the own session: the cookie goes as well', async ({ app }) => {
    const here = await signUpAndIn(app)
    const other = await signIn(app, here.person)
    const answer = await end(here, here.sessionId)
    expect(answer.status).toBe(204)
    expect(answer.setCookies).toEqual([clearedCookie(app)])
    expect(here.client.refreshToken).toBeUndefined()
    expectProblem(await here.client.get('/api/me', bearer(here.accessToken)), 'session-revoked')
    expect(ids(await list(other))).toEqual([other.sessionId])
  })

  test("somebody else's, an ended one, none at all: nobody can tell them apart", async ({
    app,
    someone,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const ended = await signIn(app, here.person)
    await end(here, ended.sessionId)
    const answers = []
    for (const id of [
      someone.sessionId,
      ended.sessionId,
      '00000000-0000-4000-8000-000000000000',
      'nonsense',
      "'%20OR%20'1'='1",
      '%25',
      '%00',
      '..%2fsessions',
      'x'.repeat(2000),
    ]) {
      const answer = await end(here, id)
      expectProblem(answer, 'not-found')
      answers.push(answer.text)
    }
    expect(new Set(answers).size).toBe(1)
    expect(database.session(someone.sessionId).revoked_at).toBeNull()
    expect(ids(await list(here))).toEqual([here.sessionId])
  })

  test('when the last password check is old, only the own session ends without another', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const there = await signIn(app, here.person)
    database.age(here.sessionId, 'authenticated_at', 601)
    for (const id of [there.sessionId, 'nonsense']) {
      expectProblem(await end(here, id), 'step-up-required')
    }
    expect(database.session(there.sessionId).revoked_at).toBeNull()
    expect((await end(here, here.sessionId)).status).toBe(204)
  })

  test('another site cannot ask for it', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const there = await signIn(app, here.person)
    const answer = await here.client.send('DELETE', `/api/account/sessions/${there.sessionId}`, {
      headers: { ...bearer(here.accessToken), Origin: 'https://evil.example' },
    })
    expectProblem(answer, 'cross-origin')
    expect(database.session(there.sessionId).revoked_at).toBeNull()
  })

  test('of twenty at the same time one ends it', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const there = await signIn(app, here.person)
    const answers = await Promise.all(Array.from({ length: 20 }, () => end(here, there.sessionId)))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([204, ...Array.from({ length: 19 }, () => 404)])
    const events = database.eventsOf(here.user.id).filter(({ type }) => type === 'session-ended')
    expect(events).toHaveLength(1)
  })
})

test('when a person signs in once too often, the oldest session ends and is told why', async ({
  startApp,
}) => {
  const app = await startApp({ env: { AUTH_MAX_SESSIONS: '2' } })
  const first = await signUpAndIn(app)
  const second = await signIn(app, first.person)
  const third = await signIn(app, first.person)
  expect(ids(await list(third)).sort()).toEqual([second.sessionId, third.sessionId].sort())
  const call = await first.client.get('/api/me', bearer(first.accessToken))
  expectProblem(call, 'session-revoked', 'session-limit')
  expectProblem(await first.client.post('/api/auth/refresh'), 'session-revoked', 'session-limit')
  const signIns = await Promise.all(Array.from({ length: 8 }, () => signIn(app, first.person)))
  const living = await Promise.all(
    signIns.map(({ client, accessToken }) => client.get('/api/me', bearer(accessToken))),
  )
  expect(living.filter(({ status }) => status === 200)).toHaveLength(2)
})

test.describe('DELETE /api/account/sessions', () => {
  test('ends all but the one that asks', async ({ app, someone, database }) => {
    const here = await signUpAndIn(app)
    const others = [await signIn(app, here.person), await signIn(app, here.person)]
    const answer = await here.client.delete('/api/account/sessions', bearer(here.accessToken))
    expect({ status: answer.status, cookies: answer.setCookies }).toEqual({
      status: 204,
      cookies: [],
    })
    for (const other of others) await expectEnded(other)
    expect(ids(await list(here))).toEqual([here.sessionId])
    expect((await here.client.post('/api/auth/refresh')).status).toBe(200)
    expect(database.session(someone.sessionId).revoked_at).toBeNull()
    // One deed, one event, that names none of them.
    expect(database.eventsOf(here.user.id)[0]).toMatchObject({
      type: 'session-ended',
      session_id: null,
    })
  })

  test('when the last password check is old, they go on until there is another', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const there = await signIn(app, here.person)
    database.age(here.sessionId, 'authenticated_at', 601)
    const path = '/api/account/sessions'
    expectProblem(await here.client.delete(path, bearer(here.accessToken)), 'step-up-required')
    expect(database.session(there.sessionId).revoked_at).toBeNull()
    const body = { password: here.person.password }
    const steppedUp = await here.client.post('/api/auth/step-up', body, bearer(here.accessToken))
    const { accessToken } = steppedUp.json<{ accessToken: string }>()
    expect((await here.client.delete(path, bearer(accessToken))).status).toBe(204)
    expect(database.session(there.sessionId).revoked_at).not.toBeNull()
  })

  test('where there is no other, nothing happened', async ({ app, database }) => {
    const here = await signUpAndIn(app)
    const answer = await here.client.delete('/api/account/sessions', bearer(here.accessToken))
    expect(answer.status).toBe(204)
    expect(database.eventsOf(here.user.id).map(({ type }) => type)).toEqual(['sign-in', 'sign-up'])
  })
})
