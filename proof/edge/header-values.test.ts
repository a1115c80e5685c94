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

test('when a value is a list, its members are the texts between the separators', () => {
  expect(membersOf(' a,\tb ,, c=d;e ')).toEqual(['a', 'b', '', 'c=d;e'])
  expect(membersOf('a=1; b=2;c', ';')).toEqual(['a=1', 'b=2', 'c'])
  expect(membersOf(null)).toEqual([''])
})

const ipOf = (forwarded: string | null, trustedProxies: number) => {
  const headers = new Headers(forwarded === null ? {} : { 'x-forwarded-for': forwarded })
  return deviceOf(headers, { trustedProxies }).ip
}

/** The last entry is always the socket of this server, see `incoming.ts`. */
describe('the address of the client', () => {
  test.each([
    ['there is no proxy, it is the socket', '192.0.2.7', 0, '192.0.2.7'],
    [
      'there is no proxy and the list is forged, it is the socket',
      '6.6.6.6, 192.0.2.7',
      0,
      '192.0.2.7',
    ],
    [
      'there is no proxy and the forged list is long, it is the socket',
      '1.1.1.1, 2.2.2.2, 3.3.3.3, 192.0.2.7',
      0,
      '192.0.2.7',
    ],
    ['there is one proxy, it is what the proxy saw', '192.0.2.7, 10.0.0.1', 1, '192.0.2.7'],
    [
      'there is one proxy and the list is forged, it is what the proxy saw',
      '6.6.6.6, 192.0.2.7, 10.0.0.1',
      1,
      '192.0.2.7',
    ],
    [
      'there are two proxies, it is what the first one saw',
      '192.0.2.7, 10.0.0.2, 10.0.0.1',
      2,
      '192.0.2.7',
    ],
    [
      'there are two proxies and the list is forged, it is what the first one saw',
      '6.6.6.6, 192.0.2.7, 10.0.0.2, 10.0.0.1',
      2,
      '192.0.2.7',
    ],
    ['it is IPv6, it is taken', '2001:db8::7, 10.0.0.1', 1, '2001:db8::7'],
    [
      'it has a port, the port is dropped',
      '6.6.6.6, 203.0.113.7:51234, 10.0.0.1',
      1,
      '203.0.113.7',
    ],
    [
      'it is IPv6 with a port, the port is dropped',
      '[2001:db8::1]:443, 10.0.0.1',
      1,
      '2001:db8::1',
    ],
    ['the entry is no address, it is unknown', `<b>${'x'.repeat(6_000)}</b>, 10.0.0.1`, 1, null],
    ['a no-break space is in front, it is unknown', '\u00a0192.0.2.7, 10.0.0.1', 1, null],
    ['the list has no blanks, it is read', '6.6.6.6,192.0.2.7,10.0.0.1', 1, '192.0.2.7'],
    ['the list has tabs, it is read', '6.6.6.6,\t192.0.2.7\t, 10.0.0.1', 1, '192.0.2.7'],
    ['the request did not pass the proxy, it is unknown', '10.0.0.1', 1, null],
    ['there are more proxies than entries, it is unknown', '192.0.2.7, 10.0.0.1', 5, null],
    ['the entry is empty, it is unknown', ', 10.0.0.1', 1, null],
    ['the header is empty, it is unknown', '', 0, null],
    ['there is no header, it is unknown', null, 0, null],
  ])('when %s', (_, forwarded, trustedProxies, expected) => {
    expect(ipOf(forwarded, trustedProxies)).toBe(expected)
  })

  test('when other headers name an address, they are ignored', () => {
    const headers = new Headers({
      'x-real-ip': '6.6.6.6',
      'x-client-ip': '6.6.6.6',
      'cf-connecting-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    })
    expect(deviceOf(headers, { trustedProxies: 0 }).ip).toBeNull()
  })
})

describe('the user agent', () => {
  const agentOf = (agent: string) =>
    deviceOf(new Headers({ 'user-agent': agent }), { trustedProxies: 0 }).userAgent

  test('when a browser sends one, it is kept, cut at 512 characters', () => {
    expect(agentOf('Mozilla/5.0 (X11; Linux x86_64)')).toBe('Mozilla/5.0 (X11; Linux x86_64)')
    expect(agentOf('x'.repeat(9000))).toBe('x'.repeat(512))
    expect(agentOf('<script>alert(1)</script>')).toBe('<script>alert(1)</script>')
  })

  test('when a browser sends none, it is null', () => {
    expect(deviceOf(new Headers(), { trustedProxies: 0 }).userAgent).toBeNull()
  })
})
