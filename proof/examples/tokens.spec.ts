/** examples/resource-server beside the app: which tokens work there, and which do not. */

import { createSecretKey } from 'node:crypto'
import { expect, test } from 'playwright/test'
import { bearerOf, callMe, signInOnPage } from '../../e2e/browser/support/pages'
import { type App, startApp } from '../../e2e/support/app'
import { type Answer, Client } from '../../e2e/support/client'
import { bearer, type SignedIn, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { claimsOf, headerOf, type Members } from '../../e2e/support/tokens'
import { type Pair, pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import { AUDIENCE } from '../../lib/brand'
import { attacksOn } from '../attacks/vectors'
import { targetOf } from '../attacks/vectors/target'
import { forge, forgeWith } from '../support/forge'
import { type ResourceServer, startResourceServer } from '../support/resource-server'

const ISSUER = 'https://id.example.com'
const HOUR = 3600

/**
 * What the app refuses and this service need not: only the app can sign these, and what is odd
 * in them this service does not look at. It compares no tokens by their text, so that a second
 * spelling (of the signature, or with a blank that HTTP drops) is nothing to it either.
 */
const HARMLESS = [
  /^the ES256 twin/,
  /^a blank (before|behind) it$/,
  /^crit: an (un)?encoded payload/,
  / twice, /,
  /^rightly signed, and the (header|payload) is (blanks|a blank|a letter|a line feed|a byte order)/,
  /^rightly signed, and the payload is exp with/,
  /^rightly signed, (without gen|gen is|a generation|another client)/,
]

for (const algorithm of ['Ed25519', 'ES256'] as const) {
  test.describe(algorithm, () => {
    const key = pair(algorithm)
    let app: App
    let service: ResourceServer
    let someone: SignedIn
    test.beforeAll(async () => {
      app = await startApp({
        env: {
          AUTH_ISSUER: ISSUER,
          AUTH_ALGORITHM: algorithm,
          AUTH_SIGNING_KEYS: signingKeys(key),
        },
      })
      service = await startResourceServer({ APP_URL: app.url, AUTH_ISSUER: ISSUER })
      someone = await signUpAndIn(app)
    })
    test.afterAll(async () => {
      await service?.stop()
      await app?.stop()
    })

    const whoami = (token: string, path = '/whoami') =>
      new Client(service).send('GET', path, { headers: bearer(token) })

    test('when a token comes from a sign-in in a browser, it works and names the user', async ({
      page,
    }) => {
      const person = await signUp(new Client(app))
      await signInOnPage(page, person, `${app.url}/sign-in`)
      const response = await callMe(page)
      const { user } = await response.json()
      const token = await bearerOf(response)
      expect(headerOf(token)).toMatchObject({ alg: algorithm, kid: key.kid })

      const answer = await whoami(token)
      expect([answer.status, answer.json()]).toEqual([
        200,
        {
          subject: user.id,
          session: claimsOf(token).sid,
          expiresAt: new Date(Number(claimsOf(token).exp) * 1000).toISOString(),
        },
      ])
      expect(answer.headers['cache-control']).toBe('no-store')
    })

    test('when a token is bad, the 401 is always the same', async () => {
      const answers: [string, Answer][] = []
      for (const [name, token] of Object.entries(badTokens(app, someone, key))) {
        answers.push([name, await whoami(token)])
      }
      for (const [name, answer] of answers) {
        const { status, text, headers } = answer
        expect([name, status, headers['www-authenticate']]).toEqual([
          name,
          401,
          'Bearer error="invalid_token"',
        ])
        expect(text, name).toBe(answers[0]?.[1].text)
      }
      expectProblem((answers[0] as [string, Answer])[1], 'invalid-token')
      // And the control: what they were made from is good.
      expect((await whoami(someone.accessToken)).status).toBe(200)
      const again = forgeWith(key, headerOf(someone.accessToken), claimsOf(someone.accessToken))
      expect((await whoami(again)).status).toBe(200)
    })

    test('when a token is an attack of the table, the answer is 401', async () => {
      const target = targetOf({
        kind: 'access',
        token: someone.accessToken,
        secret: app.secret,
        pair: key,
        others: { 'a refresh token': someone.refreshToken },
      })
      const attacks = attacksOn(target).filter(
        ({ name }) => !HARMLESS.some((one) => one.test(name)),
      )
      expect(attacks.length).toBeGreaterThan(300)
      for (const { name, token } of attacks) {
        const sent = token.replace(/[^\x20-\x7e]/g, '?')
        expect((await whoami(sent)).status, name).toBe(401)
      }
    })

    test('when the user has signed out, a call that asks the app is refused at once', async () => {
      const { client, accessToken } = await signUpAndIn(app)
      expect((await whoami(accessToken, '/whoami/now')).status).toBe(200)
      expect((await client.post('/api/auth/logout')).status).toBe(204)
      // The token itself is good until it ends: only the app knows more.
      expect((await whoami(accessToken)).status).toBe(200)
      expectProblem(await whoami(accessToken, '/whoami/now'), 'invalid-token')
    })
  })
}

/** By name, what is wrong with each. All but the foreign ones are signed with the app's own key. */
function badTokens(app: App, someone: SignedIn, key: Pair): Record<string, string> {
  const { accessToken } = someone
  const header = headerOf(accessToken)
  const claims = claimsOf(accessToken)
  const now = Math.floor(Date.now() / 1000)
  const [head = '', payload = '', signature = ''] = accessToken.split('.')
  const stranger = pair(key.alg)
  const publicText = JSON.stringify(key.publicKey.export({ format: 'jwk' }))
  const claiming = (changes: Members) => forgeWith(key, header, { ...claims, ...changes })
  const headed = (changes: Members) => forgeWith(key, { ...header, ...changes }, claims)
  const byHmac = (secret: string) =>
    forge(createSecretKey(secret, 'utf8').export(), { ...header, alg: 'HS256' }, claims)
  return {
    'no token at all': '',
    words: 'open sesame',
    'an altered payload': `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url')}.${signature}`,
    'an empty signature': `${head}.${payload}.`,
    padding: `${accessToken}=`,
    'a blank inside': `${head}.${payload}. ${signature}`,
    'alg none': forge(new Uint8Array(), { ...header, alg: 'none' }, claims, null),
    'HS256 with the secret of the app': byHmac(app.secret),
    'HS256 with the public key for a secret': byHmac(publicText),
    'another audience': claiming({ aud: 'another-service' }),
    'our audience among others': claiming({ aud: [AUDIENCE, 'another-service'] }),
    'another issuer': claiming({ iss: 'https://issuer.example' }),
    'the issuer with a slash more': claiming({ iss: `${ISSUER}/` }),
    'an end an hour ago': claiming({ iat: now - HOUR - 900, exp: now - HOUR }),
    'an end beyond the tolerance of clocks': claiming({ exp: now - 6 }),
    'not good before an hour from now': claiming({ nbf: now + HOUR }),
    'a refresh token': someone.refreshToken,
    "a refresh token's kind, signed with the right key": headed({ typ: 'rt+jwt' }),
    'no kind': headed({ typ: undefined }),
    'an ID token': headed({ typ: 'JWT' }),
    'a key that is not in the set': forgeWith(stranger, { ...header, kid: stranger.kid }, claims),
    'a foreign key under the right name': forgeWith(stranger, header, claims),
    'a foreign key that it brings along': forgeWith(
      stranger,
      { ...header, kid: undefined, jwk: stranger.publicKey.export({ format: 'jwk' }) },
      claims,
    ),
    'no key name': headed({ kid: undefined }),
    'another algorithm': headed({ alg: key.alg === 'ES256' ? 'PS256' : 'ES256' }),
    'an unknown extension': headed({ crit: ['x'], x: 1 }),
    'no exp': claiming({ exp: undefined }),
    'no iat': claiming({ iat: undefined }),
    'no sub': claiming({ sub: undefined }),
    'a sub that is no text': claiming({ sub: 1 }),
    'an empty sub': claiming({ sub: '' }),
    'no session': claiming({ sid: undefined }),
    'no jti': claiming({ jti: undefined }),
    'no client': claiming({ client_id: undefined }),
    'an exp that is no whole number': claiming({ exp: now + 0.5 + HOUR }),
  }
}
