/** A sign-in that lasts while the browser is open. */
import { Client } from '../../e2e/support/client'
import { bearer, type Grant, newPerson, signUp } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { claimsOf } from '../../e2e/support/tokens'
import { HINT_COOKIE, REFRESH_COOKIE } from '../../lib/brand'

const COOKIE = new RegExp(`^${REFRESH_COOKIE}_\\d+=[\\w.-]+; Path=/; HttpOnly; SameSite=Lax$`)
const HINT = new RegExp(`^${HINT_COOKIE}_\\d+=1; Path=/; SameSite=Lax$`)
const DAY = 86_400_000

test('when a sign-in says "remember: false", no cookie of the session has an age, and it ends after 24 hours', async ({
  app,
  database,
}) => {
  const client = new Client(app)
  const person = await signUp(client)
  const signedIn = await client.post('/api/auth/login', { ...person, remember: false })
  const { accessToken } = signedIn.json<Grant>()
  const id = String(claimsOf(accessToken).sid)
  const row = database.session(id)
  expect(row.absolute_expires_at - row.created_at).toBe(DAY)

  const refreshed = await client.post('/api/auth/refresh')
  expect(refreshed.headers['session-refresh']).toBe('rotated')
  const { password } = person
  const newPassword = 'seven geese over the lake'
  const stepUp = await client.post('/api/auth/step-up', { password }, bearer(accessToken))
  const body = { currentPassword: password, newPassword }
  const changed = await client.post('/api/auth/change-password', body, bearer(accessToken))
  for (const answer of [signedIn, refreshed, changed]) {
    expect(answer.setCookies).toEqual([expect.stringMatching(COOKIE), expect.stringMatching(HINT)])
  }
  expect([stepUp.status, stepUp.setCookies]).toEqual([200, []])
})

test('when it is neither true nor false, it is refused and not taken for one of them', async ({
  app,
}) => {
  for (const remember of ['false', 0, null]) {
    const answer = await new Client(app).post('/api/auth/login', { ...newPerson(), remember })
    expect(expectProblem(answer, 'invalid-input').errors).toEqual([
      { path: 'remember', message: 'Say true or false.' },
    ])
  }
})
