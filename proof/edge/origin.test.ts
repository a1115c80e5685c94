import { describe, expect, test } from 'vitest'
import { workingAddress } from '../../lib/http/foreign-origin'
import { isSameOrigin } from '../../lib/http/methods'

/** Headers of a request; a missing one is left out. */
function from(site: string | null, origin: string | null, host: string | null) {
  const headers = new Headers()
  if (site !== null) headers.set('sec-fetch-site', site)
  if (origin !== null) headers.set('origin', origin)
  if (host !== null) headers.set('host', host)
  return headers
}

describe('APP_URL is https://app.example.com', () => {
  const appUrl = 'https://app.example.com'
  const host = 'app.example.com'

  test.each([
    ['a page of ours', 'same-origin', appUrl],
    ['a browser without Sec-Fetch-Site', null, appUrl],
    ['a browser without Origin', 'same-origin', null],
    ['a client that is no browser', null, null],
  ])('when it is %s, it is served', (_, site, origin) => {
    expect(isSameOrigin(from(site, origin, host), { appUrl })).toBe(true)
    // Behind a proxy the Host is whatever the proxy says.
    expect(isSameOrigin(from(site, origin, '10.0.0.7:3000'), { appUrl })).toBe(true)
  })

  test.each(['cross-site', 'same-site', 'none', 'Same-Origin', 'same-origin, cross-site', ''])(
    'when Sec-Fetch-Site is %j, it is refused, whatever Origin is',
    (site) => {
      for (const origin of [appUrl, null]) {
        expect(isSameOrigin(from(site, origin, host), { appUrl })).toBe(false)
      }
    },
  )

  test.each([
    ['empty', ''],
    ['another site', 'https://evil.example'],
    ['plain http', 'http://app.example.com'],
    ['another port', 'https://app.example.com:8443'],
    ['the default port spelt out', 'https://app.example.com:443'],
    ['a subdomain', 'https://x.app.example.com'],
    ['the parent domain', 'https://example.com'],
    ['a name that ends with ours', 'https://evilapp.example.com'],
    ['a name that begins with ours', 'https://app.example.com.evil.example'],
    ['ours as a user name', 'https://app.example.com@evil.example'],
    ['ours as a path', 'https://evil.example/https://app.example.com'],
    ['a slash at its end', 'https://app.example.com/'],
    ['capitals', 'https://APP.example.com'],
    ['two', 'https://app.example.com, https://evil.example'],
    ['a dot for any character', 'https://appxexample.com'],
    ['the host without a scheme', 'app.example.com'],
    ['localhost', 'http://localhost:3000'],
  ])('when Origin is %s, it is refused, whatever Host and Sec-Fetch-Site are', (_, origin) => {
    for (const site of ['same-origin', null]) {
      for (const named of [host, origin.replace(/^https?:\/\//, '') || host]) {
        expect(isSameOrigin(from(site, origin, named), { appUrl })).toBe(false)
      }
    }
  })
})

describe('APP_URL is unset', () => {
  const local = { appUrl: null }

  test.each([
    ['http://localhost:3000', 'localhost:3000'],
    ['http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['http://[::1]:3000', '[::1]:3000'],
    ['http://app.localhost:4000', 'app.localhost:4000'],
    ['http://localhost', 'localhost'],
  ])('when a page of %s asks %s, it is served', (origin, host) => {
    expect(isSameOrigin(from('same-origin', origin, host), local)).toBe(true)
    expect(isSameOrigin(from(null, origin, host), local)).toBe(true)
  })

  test.each([
    ['one of another port', 'http://localhost:4000', 'localhost:3000'],
    ['one without a port', 'http://localhost', 'localhost:3000'],
    ['another name of this machine', 'http://localhost:3000', '127.0.0.1:3000'],
    ['one of another scheme', 'https://localhost:3000', 'localhost:3000'],
    [
      'a name that resolves to this machine (DNS rebinding)',
      'http://evil.example:3000',
      'evil.example:3000',
    ],
    ['a name that begins like it', 'http://localhost.evil.example', 'localhost.evil.example'],
    ['a number that begins like it', 'http://127.0.0.1.evil.example', '127.0.0.1.evil.example'],
    ['the address 0.0.0.0', 'http://0.0.0.0:3000', '0.0.0.0:3000'],
    ['one of the local network', 'http://192.168.1.5:3000', '192.168.1.5:3000'],
    ['another site', 'http://evil.example', 'localhost:3000'],
    ['opaque, and so is the Host', 'null', 'null'],
    ['empty', '', 'localhost:3000'],
    ['no URL', 'localhost:3000', 'localhost:3000'],
    ['a file', 'file://localhost', 'localhost'],
    ['an extension', 'chrome-extension://localhost', 'localhost'],
    ['this machine without a Host', 'http://localhost:3000', null],
    ['one with a tab in it', 'http://local\thost:3000', 'localhost:3000'],
    ['one with a path', 'http://localhost:3000/', 'localhost:3000'],
    ['one with a user name', 'http://me@localhost:3000', 'localhost:3000'],
  ])('when the Origin is %s, it is refused', (_, origin, host) => {
    for (const site of ['same-origin', null]) {
      expect(isSameOrigin(from(site, origin, host), local)).toBe(false)
    }
  })

  test('when Sec-Fetch-Site is cross-site, it is refused', () => {
    const headers = from('cross-site', 'http://localhost:3000', 'localhost:3000')
    expect(isSameOrigin(headers, local)).toBe(false)
  })

  test('when it comes from no browser, it is served', () => {
    expect(isSameOrigin(from(null, null, 'evil.example'), local)).toBe(true)
  })
})

describe('Origin: null', () => {
  const https = { appUrl: 'https://app.example.com' }
  const http = { appUrl: 'http://localhost:3000' }
  const none = { appUrl: null }

  test('when a page of ours has a no-referrer policy, it is served', () => {
    // Behind a proxy the Host is whatever the proxy says; the certificate has said whose page it is.
    expect(isSameOrigin(from('same-origin', 'null', '10.0.0.7:3000'), https)).toBe(true)
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
      expect(isSameOrigin(from('same-origin', 'null', host), http), host).toBe(true)
      expect(isSameOrigin(from('same-origin', 'null', host), none), host).toBe(true)
    }
  })

  test('when a sandboxed frame, a file or an unknown page sends it, it is refused', () => {
    for (const settings of [https, http, none]) {
      for (const site of ['cross-site', 'same-site', 'none', null]) {
        expect(isSameOrigin(from(site, 'null', 'localhost:3000'), settings), String(site)).toBe(
          false,
        )
      }
    }
  })

  test('when a name only resolves to this machine, it is refused', () => {
    for (const host of ['evil.example:3000', 'localhost.evil.example', '', null]) {
      expect(isSameOrigin(from('same-origin', 'null', host), http), String(host)).toBe(false)
      expect(isSameOrigin(from('same-origin', 'null', host), none), String(host)).toBe(false)
    }
  })
})

test('when another address was asked, the one that works is APP_URL, or localhost at that port', () => {
  expect(workingAddress(from(null, null, '10.0.0.7'), { appUrl: 'https://app.example.com' })).toBe(
    'https://app.example.com',
  )
  expect(workingAddress(from(null, null, '192.168.1.5:3001'), { appUrl: null })).toBe(
    'http://localhost:3001',
  )
  expect(workingAddress(from(null, null, 'box'), { appUrl: null })).toBe('http://localhost')
  expect(workingAddress(from(null, null, null), { appUrl: null })).toBe('http://localhost')
})
