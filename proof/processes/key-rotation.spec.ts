/**
 * Keys and secrets are changed while processes of two steps serve side by side, as they do while one
 * after the other is restarted. docs/keys.md has the steps.
 */
import { randomBytes } from 'node:crypto'
import type { App } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { headerOf } from '../../e2e/support/tokens'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'

const newSecret = () => randomBytes(48).toString('hex')

/** The same browser at another process. */
function at(app: App, { refreshToken }: Client): Client {
  const client = new Client(app)
  client.refreshToken = refreshToken
  return client
}

const kidsOf = async (app: App) => {
  const { keys } = (await new Client(app).get('/.well-known/jwks.json')).json<{
    keys: { kid: string }[]
  }>()
  return keys.map(({ kid }) => kid)
}

test('when AUTH_SECRET is changed, no one is signed out', async ({ startApp }) => {
  const [old, next] = [newSecret(), newSecret()]
  const added = await startApp({ env: { AUTH_SECRET: old, AUTH_SECRET_PREVIOUS: next } })
  const same = { DATABASE_URL: added.databaseUrl }
  const promoted = await startApp({
    env: { ...same, AUTH_SECRET: next, AUTH_SECRET_PREVIOUS: old },
  })
  for (const [here, there] of [
    [added, promoted],
    [promoted, added],
  ] as const) {
    const { client, accessToken } = await signUpAndIn(here)
    const other = at(there, client)
    expect((await other.get('/api/me', bearer(accessToken))).status).toBe(200)
    expect((await other.get('/account')).status).toBe(200)
    // The answer of a refresh is lost: whichever process is asked again, it is the identical token.
    const lost = at(there, client)
    expect((await lost.post('/api/auth/refresh')).headers['session-refresh']).toBe('rotated')
    const again = await client.post('/api/auth/refresh')
    expect(again.headers['session-refresh']).toBe('retried')
    expect(client.refreshToken).toBe(lost.refreshToken)
    const unchanged = await client.post('/api/auth/refresh')
    expect(unchanged.headers['session-refresh']).toBe('unchanged')
  }
  const { client: late, accessToken } = await signUpAndIn(promoted)
  const { client: early } = await signUpAndIn(added)
  const retired = await startApp({ env: { ...same, AUTH_SECRET: next } })
  expect((await at(retired, late).get('/api/me', bearer(accessToken))).status).toBe(200)
  expect((await at(retired, late).post('/api/auth/refresh')).status).toBe(200)
  expectProblem(await at(retired, early).post('/api/auth/refresh'), 'invalid-token')
})

test('when a signing key is replaced by one of another algorithm, no token is refused', async ({
  startApp,
}) => {
  const [old, next] = [pair('ES256'), pair('Ed25519')]
  const secret = newSecret()
  const env = (alg: string, ...keys: (typeof old)[]) => ({
    AUTH_SECRET: secret,
    AUTH_ALGORITHM: alg,
    AUTH_SIGNING_KEYS: signingKeys(...keys),
  })
  const added = await startApp({ env: env('ES256', old, next) })
  const same = { DATABASE_URL: added.databaseUrl }
  const promoted = await startApp({ env: { ...env('Ed25519', next, old), ...same } })
  const early = await signUpAndIn(added)
  const late = await signUpAndIn(promoted)
  expect(headerOf(early.accessToken)).toMatchObject({ alg: 'ES256', kid: old.kid })
  expect(headerOf(late.accessToken)).toMatchObject({ alg: 'Ed25519', kid: next.kid })
  for (const app of [added, promoted]) {
    expect((await kidsOf(app)).sort()).toEqual([old.kid, next.kid].sort())
    for (const { accessToken, user } of [early, late]) {
      const answer = await new Client(app).get('/api/me', bearer(accessToken))
      expect(answer.json()).toEqual({ user })
    }
  }
  const retired = await startApp({ env: { ...env('Ed25519', next), ...same } })
  expect(await kidsOf(retired)).toEqual([next.kid])
  expect((await new Client(retired).get('/api/me', bearer(late.accessToken))).status).toBe(200)
  expectProblem(
    await new Client(retired).get('/api/me', bearer(early.accessToken)),
    'invalid-token',
  )
  // Not even then is anybody signed out: refresh tokens have a key of their own.
  const refreshed = await at(retired, early.client).post('/api/auth/refresh')
  expect(headerOf(String(refreshed.json().accessToken)).kid).toBe(next.kid)
})
