import { describe, expect, test } from 'vitest'
import {
  clearedRefreshCookie,
  readRefreshCookie,
  refreshCookie,
  refreshCookieName,
} from './cookies'

const https = { secure: true }
const http = { secure: false }

describe('what is set', () => {
  test('over https', () => {
    expect(refreshCookie(https, 'a.b.c', 604_800)).toBe(
      '__Host-refresh_token=a.b.c; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=604800',
    )
  })

  test('over http, on this machine only', () => {
    expect(refreshCookie(http, 'a.b.c', 604_800)).toBe(
      'refresh_token=a.b.c; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800',
    )
  })

  test.each([https, http])('deleting uses the same name and attributes (%j)', (settings) => {
    const attributes = (cookie: string) => cookie.split('; ').slice(1, -1)
    const cleared = clearedRefreshCookie(settings)
    expect(cleared).toMatch(`${refreshCookieName(settings)}=; `)
    expect(cleared).toMatch(/; Max-Age=0$/)
    expect(attributes(cleared)).toEqual(attributes(refreshCookie(settings, 'x', 1)))
  })

  test.each([https, http])('never a Domain: no sibling host gets it (%j)', (settings) => {
    expect(refreshCookie(settings, 'x', 1)).not.toMatch(/domain/i)
  })
})

describe('what is read', () => {
  test.each([
    ['__Host-refresh_token=a.b.c', 'a.b.c'],
    ['theme=dark; __Host-refresh_token=a.b.c; lang=en', 'a.b.c'],
    ['theme=dark;__Host-refresh_token=a.b.c;lang=en', 'a.b.c'],
    ['__Host-refresh_token=a=b', 'a=b'],
    ['refresh_token=planted; __Host-refresh_token=a.b.c', 'a.b.c'],
    ['__host-refresh_token=planted; __Host-refresh_token=a.b.c', 'a.b.c'],
  ])('%s', (header, token) => {
    expect(readRefreshCookie(https, header)).toEqual({ kind: 'token', token })
  })

  test.each([
    null,
    '',
    ';;;',
    'theme=dark',
    '__Host-refresh_token',
    '__Host-refresh_token=',
    'refresh_token=a.b.c',
    '__Secure-refresh_token=a.b.c',
    '__Host-refresh_token2=a.b.c',
    'x__Host-refresh_token=a.b.c',
    'theme="x, __Host-refresh_token=a.b.c"',
  ])('none in %j', (header) => {
    expect(readRefreshCookie(https, header)).toEqual({ kind: 'none' })
  })

  test.each([
    '__Host-refresh_token=a; __Host-refresh_token=b',
    '__Host-refresh_token=a; __Host-refresh_token=a',
    '__Host-refresh_token=; __Host-refresh_token=b',
    '__Host-refresh_token=a;theme=dark;__Host-refresh_token=b',
  ])('two of one name are nobody: %s', (header) => {
    expect(readRefreshCookie(https, header)).toEqual({ kind: 'duplicate' })
  })

  test('over http the name has no prefix, and the prefixed one does not count', () => {
    expect(readRefreshCookie(http, 'refresh_token=a.b.c')).toEqual({
      kind: 'token',
      token: 'a.b.c',
    })
    expect(readRefreshCookie(http, '__Host-refresh_token=a.b.c')).toEqual({ kind: 'none' })
  })

  test('what was set is read', () => {
    for (const settings of [https, http]) {
      const [pair = ''] = refreshCookie(settings, 'a.b.c', 1).split(';')
      expect(readRefreshCookie(settings, pair)).toEqual({ kind: 'token', token: 'a.b.c' })
    }
  })
})
