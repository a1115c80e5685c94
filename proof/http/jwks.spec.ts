import { createRemoteJWKSet, jwtVerify } from 'jose'
import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { me, refresh } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'
import { claimsOf, headerOf } from '../../e2e/support/tokens'
import { pair, signingKeys, type TestAlgorithm } from '../../lib/auth/tokens/testing-keys'
import { AUDIENCE } from '../../lib/brand'

const JWKS = '/.well-known/jwks.json'

for (const algorithm of ['Ed25519', 'ES256', 'PS256'] satisfies TestAlgorithm[]) {
  test(`when ${algorithm} signs, the app takes its tokens, and others verify them by the JWKS alone`, async ({
    startApp,
  }) => {
    const key = pair(algorithm)
    const env = { AUTH_ALGORITHM: algorithm, AUTH_SIGNING_KEYS: signingKeys(key) }
    const app = await startApp({ env })
    const session = await signUpAndIn(app)
    const { client, accessToken, refreshToken, user } = session
    expect(headerOf(accessToken)).toEqual({ typ: 'at+jwt', alg: algorithm, kid: key.kid })
    expect(headerOf(refreshToken)).toMatchObject({ typ: 'rt+jwt', alg: 'HS256' })
    expect((await me(session)).json()).toEqual({ user })
    expect((await client.get('/account')).status).toBe(200)
    expect((await refresh(session)).headers['session-refresh']).toBe('rotated')

    const keys = createRemoteJWKSet(new URL(JWKS, app.url))
    const rules = { algorithms: [algorithm], issuer: 'http://localhost:3000', typ: 'at+jwt' }
    const { payload } = await jwtVerify(accessToken, keys, { ...rules, audience: AUDIENCE })
    expect(payload).toEqual(claimsOf(accessToken))
    const other = jwtVerify(accessToken, keys, { ...rules, audience: 'other' })
    await expect(other).rejects.toThrow(/aud/)
    await expect(jwtVerify(refreshToken, keys, rules)).rejects.toThrow()
    const published = (await client.get(JWKS)).text
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
      if (key.jwk[name]) expect(published).not.toContain(key.jwk[name])
    }
  })
}

test('when anyone asks for the set, it is the same, empty under HS256, and may be kept for ten minutes', async ({
  app,
  someone,
}) => {
  const answer = await new Client(app).send('GET', JWKS)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '{"keys":[]}' })
  expect(answer.headers).toMatchObject({
    'content-type': 'application/jwk-set+json',
    'cache-control': 'public, max-age=600',
    'access-control-allow-origin': '*',
    etag: expect.stringMatching(/^"[\w-]{43}"$/),
  })
  const asSomeone = await someone.client.get(JWKS, bearer(someone.accessToken))
  expect(asSomeone.headers.etag).toBe(answer.headers.etag)
  const again = await new Client(app).send('GET', JWKS, {
    headers: { 'If-None-Match': answer.headers.etag ?? '' },
  })
  expect({ status: again.status, text: again.text }).toEqual({ status: 304, text: '' })
})
