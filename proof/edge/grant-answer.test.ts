import { expect, test } from 'vitest'
import type { Grant } from '../../lib/auth/sessions/session-tokens'
import { HINT_COOKIE, REFRESH_COOKIE } from '../../lib/brand'
import { ada } from '../../lib/contract/testing'
import { granted } from '../../lib/http/cookies'

const https = { secure: true, publicPort: 443, appUrl: 'https://app.example.com' }
const request = new Request('https://app.example.com')

const grant: Grant = {
  sessionId: 's-1',
  accessToken: 'access.token.value',
  expiresIn: 900,
  user: ada,
  credentialVersion: 0,
  refreshToken: { value: 'refresh.token.value', maxAge: 604_800 },
}

test('when a grant is answered, the access token is in the body and the refresh token in the cookie', async () => {
  const response = granted(https, request, grant, { 'Session-Refresh': 'rotated' })
  const text = await response.text()
  expect(JSON.parse(text)).toEqual({
    accessToken: 'access.token.value',
    tokenType: 'Bearer',
    expiresIn: 900,
    user: grant.user,
  })
  const headers = JSON.stringify([...response.headers])
  expect(text).not.toContain('refresh.token.value')
  expect(headers).not.toContain('access.token.value')
  expect(response.headers.getSetCookie()).toEqual([
    `__Host-${REFRESH_COOKIE}=refresh.token.value; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=604800`,
    `__Host-${HINT_COOKIE}=1; Path=/; Secure; SameSite=Lax; Max-Age=604800`,
  ])
  expect(response.headers.get('session-refresh')).toBe('rotated')
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test('when there is no new refresh token, the cookie is left alone', () => {
  const response = granted(https, request, { ...grant, refreshToken: null })
  expect(response.headers.getSetCookie()).toEqual([])
})
