import { describe, expect, test } from 'vitest'
import { deviceOf, membersOf, stripOws } from '../../lib/http/header-values'

test('when a value has whitespace around it, blanks and tabs go and nothing else', () => {
  expect(stripOws(' \t a b\t ')).toBe('a b')
  expect(stripOws(' \t ')).toBe('')
  expect(stripOws('')).toBe('')
  for (const kept of ['\xa0', '\v', '\f', '\r', '\n', '\x85', '\ufeff', '\u2003']) {
    expect(stripOws(` ${kept}a${kept}\t`)).toBe(`${kept}a${kept}`)
  }
})

test('a list is what stands between its separators', () => {
  expect(membersOf(' a,\tb ,, c=d;e ')).toEqual(['a', 'b', '', 'c=d;e'])
  expect(membersOf('a=1; b=2;c', ';')).toEqual(['a=1', 'b=2', 'c'])
  expect(membersOf(null)).toEqual([''])
})

const ipOf = (forwarded: string | null, trustedProxies: number) => {
  const headers = new Headers(forwarded === null ? {} : { 'x-forwarded-for': forwarded })
  return deviceOf(headers, { trustedProxies }).ip
}

/** The last entry is always the socket of this server, see `incoming.ts`. */
describe('the address that can be believed', () => {
  test.each([
    ['no proxy: the socket', '192.0.2.7', 0, '192.0.2.7'],
    ['no proxy, a forged list: the socket', '6.6.6.6, 192.0.2.7', 0, '192.0.2.7'],
    [
      'no proxy, a long forged list: the socket',
      '1.1.1.1, 2.2.2.2, 3.3.3.3, 192.0.2.7',
      0,
      '192.0.2.7',
    ],
    ['one proxy: what it saw', '192.0.2.7, 10.0.0.1', 1, '192.0.2.7'],
    ['one proxy, a forged list: what it saw', '6.6.6.6, 192.0.2.7, 10.0.0.1', 1, '192.0.2.7'],
    ['two proxies: what the first saw', '192.0.2.7, 10.0.0.2, 10.0.0.1', 2, '192.0.2.7'],
    ['two proxies, a forged list', '6.6.6.6, 192.0.2.7, 10.0.0.2, 10.0.0.1', 2, '192.0.2.7'],
    ['IPv6', '2001:db8::7, 10.0.0.1', 1, '2001:db8::7'],
    ['a port', '6.6.6.6, 203.0.113.7:51234, 10.0.0.1', 1, '203.0.113.7'],
    ['IPv6 with a port', '[2001:db8::1]:443, 10.0.0.1', 1, '2001:db8::1'],
    ['not an address: unknown', `<b>${'x'.repeat(6_000)}</b>, 10.0.0.1`, 1, null],
    ['a blank that is none: unknown', '\u00a0192.0.2.7, 10.0.0.1', 1, null],
    ['no blanks', '6.6.6.6,192.0.2.7,10.0.0.1', 1, '192.0.2.7'],
    ['tabs', '6.6.6.6,\t192.0.2.7\t, 10.0.0.1', 1, '192.0.2.7'],
    ['a byte that only looks blank: unknown', '\xa0192.0.2.7, 10.0.0.1', 1, null],
    ['a proxy was not passed through: unknown', '10.0.0.1', 1, null],
    ['more proxies than entries: unknown', '192.0.2.7, 10.0.0.1', 5, null],
    ['an empty entry: unknown', ', 10.0.0.1', 1, null],
    ['an empty header: unknown', '', 0, null],
    ['no header: unknown', null, 0, null],
  ])('%s', (_, forwarded, trustedProxies, expected) => {
    expect(ipOf(forwarded, trustedProxies)).toBe(expected)
  })

  test('no other header counts', () => {
    const headers = new Headers({
      'x-real-ip': '6.6.6.6',
      'x-client-ip': '6.6.6.6',
      'cf-connecting-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    })
    expect(deviceOf(headers, { trustedProxies: 0 }).ip).toBeNull()
  })
})

describe('the browser', () => {
  const agentOf = (agent: string) =>
    deviceOf(new Headers({ 'user-agent': agent }), { trustedProxies: 0 }).userAgent

  test('is kept as it names itself, cut at 512 characters', () => {
    expect(agentOf('Mozilla/5.0 (X11; Linux x86_64)')).toBe('Mozilla/5.0 (X11; Linux x86_64)')
    expect(agentOf('x'.repeat(9000))).toBe('x'.repeat(512))
    expect(agentOf('<script>alert(1)</script>')).toBe('<script>alert(1)</script>')
  })

  test('may not name itself', () => {
    expect(deviceOf(new Headers(), { trustedProxies: 0 }).userAgent).toBeNull()
  })
})
