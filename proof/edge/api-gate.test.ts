import { expect, test } from 'vitest'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { START, scene } from '../../lib/auth/testing'
import { refusedAtGate } from '../../lib/http/api-gate'

const { at, config, signIn } = await scene()

async function ask(url: string, authorization?: string): Promise<number | null> {
  const headers = { 'x-forwarded-for': '203.0.113.77', authorization }
  return (await refusedAtGate(config, START, { url, headers }))?.status ?? null
}

async function signedIn() {
  const { token } = await signIn()
  const answer = await refreshSession(at(START), token)
  if (!answer.ok) throw new Error(answer.code)
  return { refreshToken: token, bearer: `Bearer ${answer.grant.accessToken}` }
}

test('when a path under /api is not opened by name, it is closed without a good access token', async () => {
  const { bearer, refreshToken } = await signedIn()
  for (const url of ['/api/new', '/api/me?x=/api/health', '/api', '/api/auth/login/../new']) {
    for (const wrong of [undefined, 'Bearer x', `Bearer ${refreshToken}`, `${bearer}, ${bearer}`]) {
      expect(await ask(url, wrong), `${url} ${wrong}`).toBe(401)
    }
    expect(await ask(url, bearer), url).toBeNull()
  }
})

test('when a path is public, or not of the API, it needs no token', async () => {
  for (const url of ['/api/auth/refresh', '/api/health', '/', '/apiary', '/account']) {
    expect(await ask(url), url).toBeNull()
  }
})

test('when a path of the API cannot be decoded, it is not found, and Next does not fail on it', async () => {
  const { bearer } = await signedIn()
  expect(await ask('/api/%')).toBe(401)
  expect(await ask('/api/%', bearer)).toBe(404)
})
