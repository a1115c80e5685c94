import { describe, expect, test } from 'vitest'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { MINUTE, START, scene } from '../../lib/auth/testing'
import { REFRESH_COOKIE } from '../../lib/brand'
import { refreshCookieName } from '../../lib/http/cookies'
import { requireRecentSignIn, requireSession, requireUser } from '../../lib/http/guards'

const { at, claimsOf, config, deleteUser, signIn } = await scene()

function request(authorization?: string) {
  const headers = new Headers(authorization === undefined ? {} : { authorization })
  return new Request('http://localhost/api/me', { headers })
}

/** The same with refresh cookies beside it. */
function withCookies(authorization: string, ...tokens: string[]) {
  const cookie = tokens.map((token) => `${refreshCookieName(config)}=${token}`).join('; ')
  return new Request('http://localhost/api/me', { headers: { authorization, cookie } })
}

/** A browser with its access token, as it is sent. */
async function browser() {
  const held = await signIn()
  const answer = await refreshSession(at(START), held.token)
  if (!answer.ok) throw new Error(answer.code)
  expect(await claimsOf(answer.grant, START)).toMatchObject({ sid: held.id })
  return { ...held, bearer: `Bearer ${answer.grant.accessToken}` }
}

test('when a token is good and its session lives, the caller is let in', async () => {
  const { bearer, id, user } = await browser()
  const caller = await requireUser(at(START), request(bearer))
  expect(caller).toEqual({ ok: true, userId: user.id, sessionId: id, user })
  const active = await requireSession(at(START), request(bearer))
  expect(active).toMatchObject({ ok: true, user, session: { id }, generation: 1 })
})

describe('AUTH_REVOCATION=stateless', () => {
  const stateless = (now: number) => ({
    ...at(now),
    config: { ...config, revocation: 'stateless' as const },
  })

  test('when a token is good, the database is not asked', async () => {
    const { bearer, id, user, token } = await browser()
    await endSession(at(START), token)
    const db = {} as ReturnType<typeof at>['db']
    const caller = await requireUser({ ...stateless(START), db }, request(bearer))
    expect(caller).toEqual({ ok: true, userId: user.id, sessionId: id, user: null })
  })

  test('when the account is concerned, the session is read all the same', async () => {
    const { bearer, token } = await browser()
    await endSession(at(START), token)
    const caller = await requireSession(stateless(START), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'session-revoked', reason: 'sign-out' })
  })

  test('when a token is not good, it is refused', async () => {
    const { bearer, token } = await browser()
    const late = START + 15 * MINUTE
    expect(await requireUser(stateless(late), request(bearer))).toMatchObject({ ok: false })
    const refresh = request(`Bearer ${token}`)
    expect(await requireUser(stateless(START), refresh)).toMatchObject({ code: 'invalid-token' })
    expect(await requireUser(stateless(START), request())).toMatchObject({ code: 'no-session' })
  })
})

test('when a password check is older than AUTH_STEP_UP_TTL, it is not recent', () => {
  const session = { authenticatedAt: START }
  expect(requireRecentSignIn(at(START + 10 * MINUTE - 1), session)).toEqual({ ok: true })
  const refused = { ok: false, code: 'step-up-required' }
  expect(requireRecentSignIn(at(START + 10 * MINUTE), session)).toEqual(refused)
  expect(requireRecentSignIn(at(START), { authenticatedAt: 0 })).toEqual(refused)
})

describe('the access token of one session with the refresh cookie of another', () => {
  test('when the account is concerned, it is refused for any other cookie', async () => {
    const here = await browser()
    for (const other of [await signIn(), await signIn(here.user)]) {
      const answer = await requireSession(at(START), withCookies(here.bearer, other.token))
      expect(answer).toMatchObject({ ok: false, code: 'invalid-token' })
    }
  })

  test('when that cookie proves no living session, it is let in', async () => {
    const here = await browser()
    const ended = await signIn()
    await endSession(at(START), ended.token)
    for (const token of [here.token, 'nonsense', ended.token]) {
      const answer = await requireSession(at(START), withCookies(here.bearer, token))
      expect(answer).toMatchObject({ ok: true, session: { id: here.id } })
    }
  })

  test('when two cookies live, it is the last that has to be of the same session', async () => {
    const here = await browser()
    const other = await signIn()
    const last = (...tokens: string[]) =>
      requireSession(at(START), withCookies(here.bearer, ...tokens))
    expect(await last(other.token, here.token)).toMatchObject({ ok: true })
    expect(await last(here.token, other.token)).toMatchObject({ code: 'invalid-token' })
  })
})

describe('requests that are refused', () => {
  test.each([
    ['no token', undefined, 'no-session'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'no-session'],
    ['an empty token', 'Bearer', 'invalid-token'],
    ['nonsense', 'Bearer nonsense', 'invalid-token'],
  ])('when the request has %s, it is refused', async (_, authorization, code) => {
    for (const guard of [requireUser, requireSession]) {
      expect(await guard(at(START), request(authorization))).toEqual({ ok: false, code })
    }
  })

  test('when a refresh token is in place of the access token, it is refused', async () => {
    const { token } = await browser()
    const caller = await requireUser(at(START), request(`Bearer ${token}`))
    expect(caller).toEqual({ ok: false, code: 'invalid-token' })
  })

  test('when an access token is in the query, the body or a cookie, it is ignored', async () => {
    const { bearer } = await browser()
    const value = bearer.slice(7)
    const elsewhere = new Request(`http://localhost/api/me?access_token=${value}`, {
      method: 'POST',
      body: `access_token=${value}`,
      headers: {
        cookie: `access_token=${value}; ${REFRESH_COOKIE}=${value}`,
        'x-access-token': value,
      },
    })
    expect(await requireUser(at(START), elsewhere)).toEqual({ ok: false, code: 'no-session' })
  })

  test('when a token has expired and its session lives, it is refused as expired', async () => {
    const { bearer } = await browser()
    const caller = await requireUser(at(START + 15 * MINUTE), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'invalid-token', expired: true })
  })

  test('when a session has ended, its access token is refused at once', async () => {
    const { bearer, token } = await browser()
    await endSession(at(START), token)
    const caller = await requireUser(at(START), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'session-revoked', reason: 'sign-out' })
  })

  test('when the user is deleted, the access token is refused', async () => {
    const { bearer, user } = await browser()
    await deleteUser(user)
    const caller = await requireUser(at(START), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'session-expired' })
  })
})
