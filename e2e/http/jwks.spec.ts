import { createRemoteJWKSet, jwtVerify } from 'jose'
import { pair, signingKeys, type TestAlgorithm } from '../../lib/auth/tokens/testing-keys'
import { AUDIENCE } from '../../lib/brand'
import { Client } from '../support/client'
import { bearer, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'
import { claimsOf, headerOf } from '../support/tokens'

const JWKS = '/.well-known/jwks.json'

for (const algorithm of ['Ed25519', 'ES256', 'PS256'] satisfies TestAlgorithm[]) {
  test(`${algorithm}: the app verifies its tokens at the edge and in the handler, others by the JWKS alone`, async ({
    startApp,
  }) => {
    const key = pair(algorithm)
    const app = await startApp({
      env: { AUTH_ALGORITHM: algorithm, AUTH_SIGNING_KEYS: signingKeys(key) },
    })
    const { client, accessToken, refreshToken, user } = await signUpAndIn(app)
    expect(headerOf(accessToken)).toEqual({ typ: 'at+jwt', alg: algorithm, kid: key.kid })
    expect(headerOf(refreshToken)).toMatchObject({ typ: 'rt+jwt', alg: 'HS256' })
    expect((await client.get('/api/me', bearer(accessToken))).json()).toEqual({ user })
    expect((await client.get('/account')).status).toBe(200)
    expect((await client.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')

    const keys = createRemoteJWKSet(new URL(JWKS, app.url))
    const rules = { algorithms: [algorithm], issuer: 'http://localhost:3000', typ: 'at+jwt' }
    const { payload } = await jwtVerify(accessToken, keys, { ...rules, audience: AUDIENCE })
    expect(payload).toEqual(claimsOf(accessToken))
    await expect(jwtVerify(accessToken, keys, { ...rules, audience: 'other' })).rejects.toThrow(
      /aud/,
    )
    await expect(jwtVerify(refreshToken, keys, rules)).rejects.toThrow()
    const published = (await client.get(JWKS)).text
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
      if (key.jwk[name]) expect(published).not.toContain(key.jwk[name])
    }
  })
}

test('under HS256 the set is empty', async ({ app }) => {
  const answer = await new Client(app).get(JWKS)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '{"keys":[]}' })
})

test('the set is the same for everybody, and may be kept for ten minutes', async ({
  app,
  someone,
}) => {
  const answer = await new Client(app).send('GET', JWKS)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/jwk-set+json',
    'cache-control': 'public, max-age=600',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  })
  expect(answer.setCookies).toEqual([])
  const { etag } = answer.headers
  expect(etag).toMatch(/^"[\w-]{43}"$/)
  const asSomeone = await someone.client.get(JWKS, bearer(someone.accessToken))
  expect(asSomeone.headers.etag).toBe(etag)
  expect(asSomeone.text).toBe(answer.text)
  const again = await new Client(app).send('GET', JWKS, {
    headers: { 'If-None-Match': etag ?? '' },
  })
  expect({ status: again.status, text: again.text }).toEqual({ status: 304, text: '' })
  expect(again.headers['cache-control']).toBe('public, max-age=600')
  const head = await new Client(app).send('HEAD', JWKS)
  expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: '' })
  expect(head.headers.etag).toBe(etag)
})

test('the set can be read and nothing else', async ({ someone }) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await someone.client.send(method, JWKS)
    expectProblem(answer, 'method-not-allowed')
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS')
  }
})
