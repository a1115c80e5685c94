import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { claimsOf, headerOf, type Members } from '../../e2e/support/tokens'
import { forge, generationProof, keyOf } from '../support/forge'
import { callsOf } from '../support/guarded'

test.describe('when an attacker has AUTH_SECRET but not the database', () => {
  test('no refresh token can be made, since its jti needs the salt, and a guess raises no alarm', async ({
    app,
    database,
  }) => {
    const { refreshToken, sessionId, user } = await signUpAndIn(app)
    const key = keyOf(app.secret, 'refresh token')
    const header = headerOf(refreshToken)
    const claims = claimsOf(refreshToken)
    const attempts: Members[] = [
      { ...claims, jti: 'a guess' },
      { ...claims, jti: generationProof('AAAA', 0) },
      { ...claims, gen: 1 },
      { ...claims, gen: 1_000_000 },
      { ...claims, exp: Number(claims.exp) + 1 },
    ]
    for (const attempt of attempts) {
      const thief = new Client(app)
      thief.refreshToken = forge(key, header, attempt)
      expectProblem(await thief.post('/api/auth/refresh'), 'invalid-token')
    }
    expect(database.session(sessionId)).toMatchObject({ generation: 0, revoked_at: null })
    expect(database.user(user.email)?.token_version).toBe(0)

    // The control: with the salt the same attacker succeeds.
    const { salt } = database.session(sessionId)
    const insider = new Client(app)
    insider.refreshToken = forge(key, header, { ...claims, jti: generationProof(salt, 0) })
    expect((await insider.post('/api/auth/refresh')).status).toBe(200)
  })
})

test.describe('when an attacker makes an access token with the right key', () => {
  const refused: [title: string, change: Members][] = [
    ['for another user', { sub: 'another' }],
    ['of a later generation', { gen: 1 }],
  ]
  for (const [title, change] of refused) {
    test(`it is refused ${title}`, async ({ app, someone: { client, accessToken } }) => {
      const key = keyOf(app.secret, 'access token')
      const ask = (claims: Members) =>
        client.get('/api/me', bearer(forge(key, headerOf(accessToken), claims)))
      // The control: unchanged, the same forgery is good.
      expect((await ask(claimsOf(accessToken))).status).toBe(200)
      expectProblem(await ask({ ...claimsOf(accessToken), ...change }), 'invalid-token')
    })
  }

  test('and it claims more rights, it gets what its session gets', async ({
    app,
    someone: { client, accessToken, user },
  }) => {
    const key = keyOf(app.secret, 'access token')
    const more = { role: 'admin', roles: ['admin'], scope: '*', admin: true, email: 'x@y.example' }
    const grand = forge(key, headerOf(accessToken), { ...claimsOf(accessToken), ...more })
    for (const { method, path } of await callsOf({ client, accessToken })) {
      const ask = (token: string) => client.send(method, path, { headers: bearer(token) })
      if (method !== 'GET') continue
      const { status } = await ask(accessToken)
      expect((await ask(grand)).status, path).toBe(status)
    }
    expect((await client.get('/api/me', bearer(grand))).json()).toEqual({ user })
  })
})
