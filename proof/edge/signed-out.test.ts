import { expect, test } from 'vitest'
import { REFRESH_COOKIE } from '../../lib/brand'
import { signedOut } from '../../lib/http/signed-out'

const settings = { secure: true, publicPort: 443 }

test('when a user signs out, the cookie is cleared, and what AUTH_SIGN_OUT_CLEARS names', () => {
  for (const [signOutClears, header] of [
    ['storage', '"cache", "storage"'],
    ['nothing', null],
  ] as const) {
    const { headers, status } = signedOut({ ...settings, signOutClears }, ['first'])
    expect(status).toBe(204)
    expect(headers.get('clear-site-data')).toBe(header)
    expect(headers.getSetCookie()).toEqual([
      'first',
      `__Host-${REFRESH_COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`,
    ])
  }
})
