import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { generationProof } from '../../lib/auth/sessions/session-tokens'
import { testConfig } from '../../lib/auth/testing'
import { makeRefreshToken } from '../../lib/auth/tokens/refresh-token'
import { HINT_COOKIE, REFRESH_COOKIE } from '../../lib/brand'
import {
  clearedSessionCookies,
  clearedStrayCookies,
  hintCookieName,
  readRefreshCookies,
  refreshCookie,
  refreshCookieName,
  sessionCookies,
} from '../../lib/http/cookies'

const https = { secure: true, publicPort: 443, appUrl: 'https://app.example.com' }
const http = { secure: false, publicPort: 3000, appUrl: null }

const anyHost = { headers: new Headers() }

describe('the hint', () => {
  const hint = (maxAge: number | null, settings: typeof http | typeof https = http) =>
    sessionCookies(settings, anyHost, { value: 'a.b.c', maxAge })[1]

  test('when it is set, it lives as long as the refresh token, says nothing of it, and scripts can read it', () => {
    expect(hint(604_800)).toBe(`${HINT_COOKIE}_3000=1; Path=/; SameSite=Lax; Max-Age=604800`)
    expect(hint(null)).toBe(`${HINT_COOKIE}_3000=1; Path=/; SameSite=Lax`)
    expect(hint(60, https)).toBe(
      `__Host-${HINT_COOKIE}=1; Path=/; Secure; SameSite=Lax; Max-Age=60`,
    )
  })

  test.each([
    [http, 'localhost:8080', `${HINT_COOKIE}_8080`],
    [http, 'localhost', `${HINT_COOKIE}_80`],
    [http, 'no host', `${HINT_COOKIE}_3000`],
    [{ ...http, appUrl: 'http://localhost:3000' }, 'localhost:8080', `${HINT_COOKIE}_3000`],
    [https, 'localhost:8080', `__Host-${HINT_COOKIE}`],
  ])(
    'when the settings are %j and the address bar shows %s, its name is %s',
    (settings, host, name) => {
      expect(hintCookieName(settings, new Headers({ host }))).toBe(name)
    },
  )
})

describe('what is set', () => {
  test('when the app has https, the cookie is Secure and has the prefix __Host-', () => {
    expect(refreshCookie(https, 'a.b.c', 604_800)).toBe(
      `__Host-${REFRESH_COOKIE}=a.b.c; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=604800`,
    )
  })

  test('when it has http, on this machine only, the name has the port, which cookies ignore', () => {
    expect(refreshCookie(http, 'a.b.c', 604_800)).toBe(
      `${REFRESH_COOKIE}_3000=a.b.c; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`,
    )
  })

  test('when there is no Max-Age, the browser drops the cookie when it closes', () => {
    expect(refreshCookie(http, 'a.b.c', null)).toBe(
      `${REFRESH_COOKIE}_3000=a.b.c; Path=/; HttpOnly; SameSite=Lax`,
    )
  })

  test.each([https, http])(
    'when it is deleted, the name and the attributes are the same (%j)',
    (settings) => {
      const attributes = (cookie: string) => cookie.split('; ').slice(1, -1)
      const cleared = clearedSessionCookies(settings, anyHost)
      const set = sessionCookies(settings, anyHost, { value: 'x', maxAge: 1 })
      const names = [refreshCookieName(settings), hintCookieName(settings, anyHost.headers)]
      for (const [index, name] of names.entries()) {
        expect(cleared[index]).toMatch(`${name}=; `)
        expect(cleared[index]).toMatch(/; Max-Age=0$/)
        expect(attributes(cleared[index] ?? '')).toEqual(attributes(set[index] ?? ''))
      }
    },
  )

  test.each([https, http])(
    'when it is set, it has no Domain, so no sibling host gets it (%j)',
    (settings) => {
      expect(refreshCookie(settings, 'x', 1)).not.toMatch(/domain/i)
    },
  )
})

describe('what is read', () => {
  test.each([
    [`__Host-${REFRESH_COOKIE}=a.b.c`, 'a.b.c'],
    [`theme=dark; __Host-${REFRESH_COOKIE}=a.b.c; lang=en`, 'a.b.c'],
    [`theme=dark;__Host-${REFRESH_COOKIE}=a.b.c;lang=en`, 'a.b.c'],
    [`\t__Host-${REFRESH_COOKIE}=a.b.c \t`, 'a.b.c'],
    [`__Host-${REFRESH_COOKIE}=a=b`, 'a=b'],
    [`__Host-${REFRESH_COOKIE}=%61`, '%61'],
    [`__Host-${REFRESH_COOKIE}="a.b.c"`, '"a.b.c"'],
    [`${REFRESH_COOKIE}=planted; __Host-${REFRESH_COOKIE}=a.b.c`, 'a.b.c'],
    [`__host-${REFRESH_COOKIE}=planted; __Host-${REFRESH_COOKIE}=a.b.c`, 'a.b.c'],
    [`\xa0__Host-${REFRESH_COOKIE}=planted; __Host-${REFRESH_COOKIE}=a.b.c`, 'a.b.c'],
    [`__Host-${REFRESH_COOKIE}=; __Host-${REFRESH_COOKIE}=a.b.c`, 'a.b.c'],
  ])('when the header is %j, the token is %s', (header, token) => {
    expect(readRefreshCookies(https, header)).toEqual([token])
  })

  test.each([
    null,
    '',
    ';;;',
    'theme=dark',
    `__Host-${REFRESH_COOKIE}`,
    `__Host-${REFRESH_COOKIE}=`,
    `${REFRESH_COOKIE}=a.b.c`,
    `__Secure-${REFRESH_COOKIE}=a.b.c`,
    `__Host-${REFRESH_COOKIE}2=a.b.c`,
    `x__Host-${REFRESH_COOKIE}=a.b.c`,
    `theme="x, __Host-${REFRESH_COOKIE}=a.b.c"`,
    `__Host-${REFRESH_COOKIE} =a.b.c`,
    '__Host-refresh%5Ftoken=a.b.c',
    // Every byte that some trim() takes for blank, and that browsers take into a name.
    ...['\xa0', '\x0b', '\x0c', '\x85', '\ufeff', '\u2003'].map(
      (blank) => `${blank}__Host-${REFRESH_COOKIE}=planted`,
    ),
  ])('when the header is %j, there is none', (header) => {
    expect(readRefreshCookies(https, header)).toEqual([])
  })

  test('when one name comes more than once, every value is there, in the order of the header', () => {
    const header = ['b', 'a', 'b', 'c']
      .map((value) => `__Host-${REFRESH_COOKIE}=${value}`)
      .join('; ')
    expect(readRefreshCookies(https, header)).toEqual(['b', 'a', 'b', 'c'])
  })

  test('when there are hundreds, only the last few are looked at: our own comes last', () => {
    const many = Array.from({ length: 500 }, (_, index) => `__Host-${REFRESH_COOKIE}=${index}`)
    const read = readRefreshCookies(https, many.join(';'))
    expect(read).toHaveLength(32)
    expect(read.at(-1)).toBe('499')
  })

  test('when more come that can be tokens, each is read, whatever comes after them', async () => {
    const config = testConfig({ AUTH_ISSUER: 'https://a' })
    const source = { id: randomUUID(), generation: 0, issuedAt: 0, expiresAt: 0 }
    // The shortest there is: with the shortest issuer, in 1970.
    const jti = generationProof('', 0)
    const token = await makeRefreshToken(config, { ...source, jti })
    const values = [...Array<string>(40).fill(token), ...Array<string>(500).fill('junk')]
    const header = values.map((value) => `__Host-${REFRESH_COOKIE}=${value}`).join(';')
    expect(readRefreshCookies(https, header)).toEqual(values.slice(0, 40 + 32))
  })

  test('when the scheme or the port is another, so is the name', () => {
    expect(readRefreshCookies(http, `${REFRESH_COOKIE}_3000=a.b.c`)).toEqual(['a.b.c'])
    for (const name of [
      `__Host-${REFRESH_COOKIE}`,
      `${REFRESH_COOKIE}`,
      `${REFRESH_COOKIE}_3001`,
    ]) {
      expect(readRefreshCookies(http, `${name}=a.b.c`)).toEqual([])
    }
  })

  test('when what was set comes back, it is read', () => {
    for (const settings of [https, http]) {
      const [pair = ''] = refreshCookie(settings, 'a.b.c', 1).split(';')
      expect(readRefreshCookies(settings, pair)).toEqual(['a.b.c'])
    }
  })
})

describe('other cookies of the name', () => {
  const reach = (settings: typeof http | typeof https, host: string) =>
    clearedStrayCookies(settings, {
      url: 'http://any/api/auth/login?next=/x',
      headers: new Headers({ host }),
    }).map((cookie) => {
      expect(cookie).toMatch(new RegExp(`^${REFRESH_COOKIE}_3000=; .*; Max-Age=0$`))
      return /Path=[^;]+(; Domain=[^;]+)?/.exec(cookie)?.[0]
    })
  const paths = ['/api', '/api/', '/api/auth', '/api/auth/', '/api/auth/login']

  test('when a host has no parents, they are deleted on every path that can have brought them, and never our own', () => {
    const expected = paths.map((path) => `Path=${path}`)
    expect(reach(http, 'localhost:3000')).toEqual(expected)
    expect(reach(http, '127.0.0.1:3000')).toEqual(expected)
  })

  test('when the host has parents, for each that a browser takes a cookie for', () => {
    const of = (domain: string) => ['/', ...paths].map((path) => `Path=${path}; Domain=${domain}`)
    const cleared = reach(http, 'a.b.localhost:3000')
    expect(cleared.slice(paths.length)).toEqual([...of('a.b.localhost'), ...of('b.localhost')])
  })

  test('when the host is none of this machine, no domain comes of it', () => {
    for (const host of ['evil.example', 'x;Domain=evil', 'localhost.evil.example']) {
      expect(reach(http, host)).toHaveLength(paths.length)
    }
  })

  test('when the app has https, there are none', () => {
    expect(reach(https, 'app.example.com')).toEqual([])
  })
})
