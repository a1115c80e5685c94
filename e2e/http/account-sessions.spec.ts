import { Client } from '../support/client'
import { clearedCookies } from '../support/cookie'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { comparable, expectProblem } from '../support/problems'
import { expectAlive, expectEnded, me } from '../support/sessions'
import { expect, test } from '../support/test'

const PATH = '/api/account/sessions'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

type Summary = { id: string; current: boolean }

async function list({ client, accessToken }: SignedIn): Promise<Summary[]> {
  const answer = await client.get(PATH, bearer(accessToken))
  expect(answer.status).toBe(200)
  return answer.json<{ sessions: Summary[] }>().sessions
}

const ids = async (who: SignedIn) => (await list(who)).map(({ id }) => id)
const end = ({ client, accessToken }: SignedIn, id: string) =>
  client.delete(`${PATH}/${id}`, bearer(accessToken))
const endOthers = ({ client, accessToken }: SignedIn) => client.delete(PATH, bearer(accessToken))

test('when a user lists the sessions, each has what the contract says, the last used first', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  await new Client(app).post('/api/auth/login', here.person, { 'User-Agent': FIREFOX })
  await here.client.post('/api/auth/refresh')
  const answer = await here.client.get(PATH, bearer(here.accessToken))
  const [, row] = database.sessionsOf(here.user.id)
  const time = (value = 0) => new Date(value).toISOString()
  expect(answer.json()).toEqual({
    sessions: [
      expect.objectContaining({ id: here.sessionId, current: true, browser: 'Unknown browser' }),
      {
        id: row?.id,
        current: false,
        createdAt: time(row?.created_at),
        lastUsedAt: time(row?.last_used_at),
        expiresAt: time(row?.idle_expires_at),
        userAgent: FIREFOX,
        browser: 'Firefox 140',
        system: 'Linux',
        ip: '127.0.0.1',
      },
    ],
  })
})

test('when sessions have ended or are of another user, they are not listed', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const signedOut = await signIn(app, here.person)
  await signedOut.client.post('/api/auth/logout')
  const idle = await signIn(app, here.person)
  database.age(idle.sessionId, 'idle_expires_at', 604_801)
  const old = await signIn(app, here.person)
  database.age(old.sessionId, 'absolute_expires_at', 2_592_001)
  const alive = await signIn(app, here.person)
  expect((await ids(here)).sort()).toEqual([here.sessionId, alive.sessionId].sort())
  expect(await ids(someone)).not.toContain(here.sessionId)
})

test('when a user ends a session, it ends at once, and no other', async ({ app, database }) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  const elsewhere = await signIn(app, here.person)
  const answer = await end(here, there.sessionId)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
  expect(answer.setCookies).toEqual([])
  await expectEnded(there, 'ended-elsewhere')
  await expectAlive(elsewhere)

  const own = await end(here, here.sessionId)
  expect(own.status).toBe(204)
  expect(own.setCookies).toEqual(clearedCookies(app))
  expect(here.client.refreshToken).toBeUndefined()
  expectProblem(await me(here), 'session-revoked')
  expect(await ids(elsewhere)).toEqual([elsewhere.sessionId])
  expect(database.user(here.person.email)?.token_version).toBe(0)
})

test('when a session is another user’s, has ended or does not exist, the answer is the same 404', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const ended = await signIn(app, here.person)
  await end(here, ended.sessionId)
  const answers = new Set<string>()
  for (const id of [someone.sessionId, ended.sessionId, 'nonsense', "'%20OR%20'1'='1", '%00']) {
    const answer = await end(here, id)
    expectProblem(answer, 'not-found')
    answers.add(comparable(answer).text)
  }
  expect(answers.size).toBe(1)
  expect(database.session(someone.sessionId).revoked_at).toBeNull()
})

test('when a user ends all other sessions, the one that asks goes on', async ({
  app,
  someone,
  database,
}) => {
  const here = await signUpAndIn(app)
  const alone = await endOthers(here)
  expect(alone.status).toBe(204)
  expect(database.eventsOf(here.user.id)[0]?.type).toBe('sign-in')

  const others = [await signIn(app, here.person), await signIn(app, here.person)]
  const answer = await endOthers(here)
  expect([answer.status, answer.setCookies]).toEqual([204, []])
  for (const other of others) await expectEnded(other, 'ended-elsewhere')
  expect(await ids(here)).toEqual([here.sessionId])
  await expectAlive(here)
  expect(database.session(someone.sessionId).revoked_at).toBeNull()
  const event = { type: 'session-ended', session_id: null }
  expect(database.eventsOf(here.user.id)[0]).toMatchObject(event)
})

test('when the last password check is old, a user can end the own session and no other', async ({
  app,
  database,
}) => {
  const here = await signUpAndIn(app)
  const there = await signIn(app, here.person)
  database.age(here.sessionId, 'authenticated_at', 601)
  for (const answer of [
    await end(here, there.sessionId),
    await end(here, 'nonsense'),
    await endOthers(here),
  ]) {
    expectProblem(answer, 'step-up-required')
  }
  expect(database.session(there.sessionId).revoked_at).toBeNull()
  expect((await end(here, here.sessionId)).status).toBe(204)
})
