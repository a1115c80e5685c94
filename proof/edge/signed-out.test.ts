import { expect, test } from 'vitest'
import { HINT_COOKIE, REFRESH_COOKIE } from '../../lib/brand'
import { signedOut } from '../../lib/http/signed-out'

const settings = { secure: true, publicPort: 443, appUrl: 'https://app.example.com' }
const request = new Request('https://app.example.com')

test('when a user signs out, both cookies are cleared, and what AUTH_SIGN_OUT_CLEARS names', () => {
  for (const [signOutClears, header] of [
    ['storage', '"storage"'],
    ['nothing', null],
  ] as const) {
    const { headers, status } = signedOut({ ...settings, signOutClears }, request, ['first'])
    expect(status).toBe(204)
    expect(headers.get('clear-site-data')).toBe(header)
    expect(headers.getSetCookie()).toEqual([
      'first',
      `__Host-${REFRESH_COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`,
      `__Host-${HINT_COOKIE}=; Path=/; Secure; SameSite=Lax; Max-Age=0`,
    ])
  }
})
