import { Client } from '../support/client'
import { bearer, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'
import { claimsOf, forge, generationProof, headerOf, keyOf, type Members } from '../support/tokens'

test.describe('a token that was tampered with is refused', () => {
  const spoiled: [title: string, spoil: (token: string) => string][] = [
    ['its first character changed', (token) => `f${token.slice(1)}`],
    ['its last character changed', (token) => token.slice(0, -1) + other(token.slice(-1))],
    ['spare bits of the signature changed', (token) => token.slice(0, -1) + spare(token.slice(-1))],
    ['without a signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['padded', (token) => `${token}=`],
    ['a fourth part', (token) => `${token}.x`],
    ['two parts', (token) => token.slice(0, token.lastIndexOf('.'))],
    ["another token's payload", swapPayload],
    ['in percent-encoding', (token) => token.replace('.', '%2E')],
  ]
  for (const [title, spoil] of spoiled) {
    test(title, async ({ app, database, someone }) => {
      const { client, accessToken, refreshToken, sessionId } = someone
      expectProblem(await client.get('/api/me', bearer(spoil(accessToken))), 'invalid-token')
      const copy = new Client(app)
      copy.refreshToken = spoil(refreshToken)
      expect((await copy.get('/account')).status).toBe(303)
      expectProblem(await copy.post('/api/auth/refresh'), 'invalid-token')
      expect(database.session(sessionId)).toMatchObject({ generation: 0, revoked_at: null })
    })
  }
})

test.describe('whoever holds AUTH_SECRET but not the database', () => {
  test('makes no refresh token: its jti needs the salt, and a guess is no alarm', async ({
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

    // The control: with the salt the same forger succeeds, so it was the salt that stopped him.
    const { salt } = database.session(sessionId)
    const insider = new Client(app)
    insider.refreshToken = forge(key, header, { ...claims, jti: generationProof(salt, 0) })
    expect((await insider.post('/api/auth/refresh')).status).toBe(200)
  })
})

test.describe('an access token with the right key is refused when it', () => {
  const now = Math.floor(Date.now() / 1000)
  const cases: [title: string, change: (parts: Parts) => Partial<Parts>][] = [
    ['says alg none', () => ({ header: { typ: 'at+jwt', alg: 'none' }, hash: null })],
    ['says alg nOnE', () => ({ header: { typ: 'at+jwt', alg: 'nOnE' }, hash: null })],
    [
      'is signed with HS384',
      ({ header }) => ({ header: { ...header, alg: 'HS384' }, hash: 'sha384' }),
    ],
    [
      'is signed with HS512',
      ({ header }) => ({ header: { ...header, alg: 'HS512' }, hash: 'sha512' }),
    ],
    ['says hs256', ({ header }) => ({ header: { ...header, alg: 'hs256' } })],
    ['is of the type JWT', ({ header }) => ({ header: { ...header, typ: 'JWT' } })],
    ['is of no type', ({ header: { typ: _, ...header } }) => ({ header })],
    ['is of the type rt+jwt', ({ header }) => ({ header: { ...header, typ: 'rt+jwt' } })],
    ['names another key', ({ header }) => ({ header: { ...header, kid: "' OR 1=1 --" } })],
    ['names no key', ({ header: { kid: _, ...header } }) => ({ header })],
    ['has a critical extension', ({ header }) => ({ header: { ...header, crit: ['x'], x: 1 } })],
    [
      'comes from another issuer',
      ({ claims }) => ({ claims: { ...claims, iss: 'https://x.org' } }),
    ],
    ['is for another audience', ({ claims }) => ({ claims: { ...claims, aud: 'hallpass2' } })],
    ['is for two audiences', ({ claims }) => ({ claims: { ...claims, aud: ['hallpass', 'x'] } })],
    ['is for another client', ({ claims }) => ({ claims: { ...claims, client_id: 'x' } })],
    ['is over', ({ claims }) => ({ claims: { ...claims, iat: now - 901, exp: now - 1 } })],
    ['never ends', ({ claims: { exp: _, ...claims } }) => ({ claims })],
    ['ends in words', ({ claims }) => ({ claims: { ...claims, exp: 'tomorrow' } })],
    ['is not yet valid', ({ claims }) => ({ claims: { ...claims, nbf: now + 3600 } })],
    ['has one claim more', ({ claims }) => ({ claims: { ...claims, role: 'admin' } })],
    ['lacks its session', ({ claims: { sid: _, ...claims } }) => ({ claims })],
    ['belongs to somebody else', ({ claims }) => ({ claims: { ...claims, sub: 'somebody' } })],
    ['is of a later generation', ({ claims }) => ({ claims: { ...claims, gen: 1 } })],
    ['is signed with the other key', ({ secret }) => ({ key: keyOf(secret, 'refresh token') })],
    ['is signed with the bare secret', ({ secret }) => ({ key: Buffer.from(secret) })],
    ['is signed with nothing', () => ({ key: new Uint8Array(32) })],
  ]
  for (const [title, change] of cases) {
    test(title, async ({ app, someone: { client, accessToken } }) => {
      const parts: Parts = {
        secret: app.secret,
        key: keyOf(app.secret, 'access token'),
        header: headerOf(accessToken),
        claims: claimsOf(accessToken),
        hash: 'sha256',
      }
      const ask = ({ key, header, claims, hash }: Parts) =>
        client.get('/api/me', bearer(forge(key, header, claims, hash)))
      // The control: unchanged, the same forgery is good.
      expect((await ask(parts)).status).toBe(200)
      expectProblem(await ask({ ...parts, ...change(parts) }), 'invalid-token')
    })
  }
})

type Parts = {
  secret: string
  key: Uint8Array
  header: Members
  claims: Members
  hash: 'sha256' | 'sha384' | 'sha512' | null
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Another character, by a bit that counts: 32 bytes end with four bits of value and two to spare. */
function other(character: string): string {
  return BASE64URL[BASE64URL.indexOf(character) ^ 4] ?? ''
}

/** The same bytes, spelled otherwise. */
function spare(character: string): string {
  return BASE64URL[BASE64URL.indexOf(character) ^ 1] ?? ''
}

function swapPayload(token: string): string {
  const [header, , signature] = token.split('.')
  const payload = Buffer.from(JSON.stringify({ ...claimsOf(token), sid: 'other' }))
  return `${header}.${payload.toString('base64url')}.${signature}`
}
