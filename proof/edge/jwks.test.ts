import { createLocalJWKSet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { START, testConfig } from '../../lib/auth/testing'
import { signAccessToken } from '../../lib/auth/tokens/access-token'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import { jwksAnswer } from '../../lib/http/jwks'

const pairs = [pair('ES256'), pair('Ed25519'), pair('PS256')]
const config = testConfig({ AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: signingKeys(...pairs) })

test('when keys are published, it is their public members, in the order of the set', async () => {
  const [ec, ed, rsa] = pairs.map(({ jwk, kid }) => ({ ...jwk, kid }))
  expect(await jwksAnswer(config, null).json()).toEqual({
    keys: [
      { kty: 'EC', crv: 'P-256', x: ec?.x, y: ec?.y, kid: ec?.kid, use: 'sig', alg: 'ES256' },
      { kty: 'OKP', crv: 'Ed25519', x: ed?.x, kid: ed?.kid, use: 'sig', alg: 'Ed25519' },
      { kty: 'RSA', n: rsa?.n, e: 'AQAB', kid: rsa?.kid, use: 'sig', alg: 'PS256' },
    ],
  })
})

test('when the set has more members than it needs, no private one is published', async () => {
  const [first] = pairs
  const more = { ...first?.jwk, k: 'AAAA', 'x-note': 'private', key_ops: ['sign'], ext: true }
  const own = testConfig({
    AUTH_ALGORITHM: 'ES256',
    AUTH_SIGNING_KEYS: signingKeys({ jwk: more }, ...pairs.slice(1)),
  })
  const text = await jwksAnswer(own, null).text()
  for (const { jwk } of pairs) {
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
      if (jwk[name]) expect(text).not.toContain(jwk[name])
    }
  }
  expect(text).not.toMatch(/AAAA|note|key_ops|ext"/)
})

test('when a service has nothing but this, it verifies what is signed here', async () => {
  const set = createLocalJWKSet(await jwksAnswer(config, null).json())
  const subject = { userId: 'u-1', sessionId: 's-1', generation: 0, expiresAt: START + 1e9 }
  const { token } = await signAccessToken(config, subject, START)
  const { payload } = await jwtVerify(token, set, {
    algorithms: ['ES256'],
    issuer: config.issuer,
    audience: config.audience,
    typ: 'at+jwt',
    currentDate: new Date(START),
  })
  expect(payload.sub).toBe('u-1')
})

test('when the algorithm is HS256, it is empty: a secret has no public half', async () => {
  expect(await jwksAnswer(testConfig(), null).json()).toEqual({ keys: [] })
})

test('when the keys are fetched, anyone may keep them for ten minutes, and a known tag is a 304', async () => {
  const { headers, status } = jwksAnswer(config, null)
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('public, max-age=600')
  expect(headers.get('content-type')).toBe('application/jwk-set+json')
  expect(headers.get('access-control-allow-origin')).toBe('*')
  const etag = headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[\w-]{43}"$/)
  for (const asked of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = jwksAnswer(config, asked)
    expect(answer.status).toBe(304)
    expect(answer.headers.get('etag')).toBe(etag)
    expect(await answer.text()).toBe('')
  }
  for (const asked of [null, '', '"other"', etag.slice(1, -1)]) {
    expect(jwksAnswer(config, asked).status).toBe(200)
  }
  expect(jwksAnswer(testConfig(), etag).status).toBe(200)
})
