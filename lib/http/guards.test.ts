import { describe, expect, test } from 'vitest'
import { endSession } from '../auth/logout'
import { refreshSession } from '../auth/refresh'
import { MINUTE, START, scene } from '../auth/testing'
import { requireUser } from './guards'

const { at, claimsOf, deleteUser, signIn } = await scene()

function request(authorization?: string) {
  const headers = new Headers(authorization === undefined ? {} : { authorization })
  return new Request('http://localhost/api/me', { headers })
}

/** A browser with its access token, as it is sent. */
async function browser() {
  const held = await signIn()
  const answer = await refreshSession(at(START), held.token)
  if (!answer.ok) throw new Error(answer.code)
  expect(await claimsOf(answer.grant, START)).toMatchObject({ sid: held.id })
  return { ...held, bearer: `Bearer ${answer.grant.accessToken}` }
}

test('who carries a good token on a living session is let in', async () => {
  const { bearer, id, user } = await browser()
  const caller = await requireUser(at(START), request(bearer))
  expect(caller).toMatchObject({ ok: true, user, session: { id } })
})

describe('who is not let in', () => {
  test.each([
    ['nobody', undefined, 'no-session'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'no-session'],
    ['no token', 'Bearer', 'invalid-token'],
    ['nonsense', 'Bearer nonsense', 'invalid-token'],
  ])('%s', async (_, authorization, code) => {
    expect(await requireUser(at(START), request(authorization))).toEqual({ ok: false, code })
  })

  test('a refresh token in place of the access token', async () => {
    const { token } = await browser()
    const caller = await requireUser(at(START), request(`Bearer ${token}`))
    expect(caller).toEqual({ ok: false, code: 'invalid-token' })
  })

  test('an access token in the query, the body or a cookie', async () => {
    const { bearer } = await browser()
    const value = bearer.slice(7)
    const elsewhere = new Request(`http://localhost/api/me?access_token=${value}`, {
      method: 'POST',
      body: `access_token=${value}`,
      headers: { cookie: `access_token=${value}; refresh_token=${value}`, 'x-access-token': value },
    })
    expect(await requireUser(at(START), elsewhere)).toEqual({ ok: false, code: 'no-session' })
  })

  test('a token that has expired, of a session that lives', async () => {
    const { bearer } = await browser()
    const caller = await requireUser(at(START + 15 * MINUTE), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'invalid-token' })
  })

  test('revoked means now: a good token of an ended session', async () => {
    const { bearer, token } = await browser()
    await endSession(at(START), token)
    const caller = await requireUser(at(START), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'session-revoked', reason: 'sign-out' })
  })

  test('a good token of a deleted person', async () => {
    const { bearer, user } = await browser()
    await deleteUser(user)
    const caller = await requireUser(at(START), request(bearer))
    expect(caller).toEqual({ ok: false, code: 'session-expired' })
  })
})
