import { describe, expect, test, vi } from 'vitest'
import { AuthFetchError, authFetch } from '../../lib/client/auth-fetch'
import type { Access, Session } from '../../lib/client/session-types'
import { html, problem } from '../../lib/client/testing'

const origin = 'https://app.example'
const page = vi.hoisted(() => ({ session: {} as Partial<Session> }))
vi.mock('../../lib/client/browser', () => ({ currentSession: () => page.session }))

/** `accesses` are what the session gives, in order; `responses` what the server answers. */
function setUp(accesses: Access[], responses: Response[] = [new Response('ok')]) {
  const access = vi.fn(async (_rejected: string | null) => accesses.shift()!)
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => responses.shift()!)
  const confirmPassword = vi.fn(async (_purpose: string | null) => false)
  page.session = { access, confirmPassword }
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('window', { location: { origin } })
  return { fetch, access, confirmPassword }
}

const token = (value: string): Access => ({ kind: 'token', token: value })
const failed: Access = {
  kind: 'failed',
  failure: { ok: false, code: 'offline', detail: 'You are offline.', errors: [], retryAfter: null },
}
const sentWith = (deps: ReturnType<typeof setUp>) =>
  deps.fetch.mock.calls.map(([, init]) => new Headers(init.headers).get('authorization'))

describe('the token', () => {
  test('when a user is signed in, it goes with the call, beside the caller’s own headers', async () => {
    const deps = setUp([token('t1')])
    const response = await authFetch('/api/me?x=1', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: 'Bearer stale' },
      body: '{}',
    })
    expect(await response.text()).toBe('ok')
    const [url, init] = deps.fetch.mock.calls[0]!
    expect(url).toBe('https://app.example/api/me?x=1')
    expect(init).toMatchObject({ method: 'PUT', body: '{}', mode: 'same-origin' })
    expect(Object.fromEntries(init.headers as Headers)).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer t1',
    })
  })

  test('when a visitor calls, there is none, and the answer is the server’s', async () => {
    const deps = setUp([{ kind: 'none' }], [new Response(null, { status: 401 })])
    expect((await authFetch('/api/me')).status).toBe(401)
    expect(sentWith(deps)).toEqual([null])
    expect(deps.access).toHaveBeenCalledTimes(1)
  })

  test.each([
    'https://evil.example/api/me',
    'http://app.example/api/me',
    'https://app.example:444/api/me',
    'https://app.example@evil.example/',
    '//evil.example/api/me',
    '/\\evil.example/api/me',
    '\\\\evil.example',
    '\t//evil.example',
    ' https://evil.example',
    'ht\ntps://evil.example',
    'data:text/plain,x',
    'javascript:1',
    'http://',
  ])('when the address is %j, nothing is sent', async (input) => {
    const deps = setUp([token('t1')])
    await expect(authFetch(input)).rejects.toThrow(TypeError)
    expect(deps.fetch).not.toHaveBeenCalled()
    expect(deps.access).not.toHaveBeenCalled()
  })

  test.each([
    ['/api/me', '/api/me'],
    ['api/me', '/api/me'],
    ['https://app.example/api/me', '/api/me'],
    ['/a/../api/me', '/api/me'],
    ['https:evil.example/x', '/evil.example/x'],
  ])('when the address is %j, the call stays on this origin', async (input, path) => {
    const deps = setUp([token('t1')])
    await authFetch(input)
    expect(deps.fetch.mock.calls[0]![0]).toBe(origin + path)
  })

  test('when a caller sets the mode, the browser still checks the origin', async () => {
    const deps = setUp([token('t1')])
    await authFetch('/api/me', { mode: 'cors' })
    expect(deps.fetch.mock.calls[0]![1].mode).toBe('same-origin')
  })
})

describe('a 401', () => {
  test('when the token is refused, there is one refresh and one repetition', async () => {
    const deps = setUp(
      [token('t1'), token('t2')],
      [new Response('', { status: 401 }), new Response('ok')],
    )
    const response = await authFetch('/api/me', { method: 'POST', body: 'x' })
    expect(response.status).toBe(200)
    expect(deps.access.mock.calls).toEqual([[null], ['t1']])
    expect(sentWith(deps)).toEqual(['Bearer t1', 'Bearer t2'])
    expect(deps.fetch.mock.calls[1]![1]).toMatchObject({ method: 'POST', body: 'x' })
  })

  test('when the next token is refused, too, that is the answer', async () => {
    const deps = setUp(
      [token('t1'), token('t2')],
      [new Response('1', { status: 401 }), new Response('2', { status: 401 })],
    )
    const response = await authFetch('/api/me')
    expect([response.status, await response.text()]).toEqual([401, '2'])
    expect(deps.fetch).toHaveBeenCalledTimes(2)
  })

  test.each([
    ['the session has ended', { kind: 'none' } as const],
    ['no other token can be had', failed],
  ])('when %s, the 401 is returned, readable', async (_name, second) => {
    const deps = setUp([token('t1'), second], [new Response('no', { status: 401 })])
    const response = await authFetch('/api/me')
    expect([response.status, await response.text()]).toEqual([401, 'no'])
    expect(deps.fetch).toHaveBeenCalledTimes(1)
  })

  test('when the body was a stream, which cannot be sent twice, the 401 is returned', async () => {
    const deps = setUp([token('t1')], [new Response('no', { status: 401 })])
    const response = await authFetch('/api/me', { method: 'POST', body: new ReadableStream() })
    expect(response.status).toBe(401)
    expect(deps.access).toHaveBeenCalledTimes(1)
  })
})

describe('a 403 that asks for the password', () => {
  const asks = () => problem(403, 'step-up-required')

  test('when the password was checked, the call is repeated once, with the token of then', async () => {
    const deps = setUp([token('t1'), token('t2')], [asks(), new Response('ok')])
    deps.confirmPassword.mockResolvedValueOnce(true)
    const response = await authFetch('/api/account/export', {
      method: 'POST',
      body: 'x',
      purpose: 'to download your data',
    })
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
    expect(sentWith(deps)).toEqual(['Bearer t1', 'Bearer t2'])
    expect(deps.fetch.mock.calls[1]![1]).toMatchObject({ method: 'POST', body: 'x' })
    expect(deps.access.mock.calls).toEqual([[null], [null]])
    expect(deps.confirmPassword.mock.calls).toEqual([['to download your data']])
  })

  test('when the user cancels, the 403 is the answer, readable', async () => {
    const deps = setUp([token('t1')], [asks()])
    const response = await authFetch('/api/account/export')
    expect([response.status, (await response.json()).code]).toEqual([403, 'step-up-required'])
    expect(deps.fetch).toHaveBeenCalledTimes(1)
  })

  test('when the repeated call is refused, too, that is the answer', async () => {
    const deps = setUp([token('t1'), token('t2')], [asks(), asks()])
    deps.confirmPassword.mockResolvedValue(true)
    expect((await authFetch('/api/account/export')).status).toBe(403)
    expect(deps.confirmPassword).toHaveBeenCalledTimes(1)
  })

  test('when a 401 comes before it, the token is refreshed first, before and after the question', async () => {
    const refused = () => new Response('', { status: 401 })
    const deps = setUp(['t1', 't2', 't3', 't4'].map(token), [
      refused(),
      asks(),
      refused(),
      new Response('ok'),
    ])
    deps.confirmPassword.mockResolvedValueOnce(true)
    expect((await authFetch('/api/account/export')).status).toBe(200)
    expect(sentWith(deps)).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t3', 'Bearer t4'])
  })

  test.each([
    ['another 403', () => problem(403, 'forbidden')],
    ['a portal’s 403', () => html(403)],
    ['the same code with another status', () => problem(400, 'step-up-required')],
  ])('when the answer is %s, no password is asked for', async (_name, answer) => {
    const deps = setUp([token('t1')], [answer()])
    const response = await authFetch('/api/account/export')
    expect((await response.text()).length).toBeGreaterThan(0)
    expect(deps.confirmPassword).not.toHaveBeenCalled()
  })

  test('when the body was a stream, which cannot be sent twice, the 403 is the answer', async () => {
    const deps = setUp([token('t1')], [asks()])
    const init = { method: 'POST', body: new ReadableStream() }
    expect((await authFetch('/api/account/export', init)).status).toBe(403)
    expect(deps.confirmPassword).not.toHaveBeenCalled()
  })
})

test.each([200, 204, 403, 404, 429, 500, 503])(
  'when the answer is %i, it is returned as it is',
  async (status) => {
    const deps = setUp([token('t1')], [new Response(null, { status })])
    expect((await authFetch('/api/me')).status).toBe(status)
    expect(deps.fetch).toHaveBeenCalledTimes(1)
  },
)

test('when no token can be had, nothing is sent, and the error has the failure', async () => {
  const deps = setUp([failed])
  const error = await authFetch('/api/me').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AuthFetchError)
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({
    name: 'AuthFetchError',
    message: 'You are offline.',
    failure: { code: 'offline' },
  })
  expect(deps.fetch).not.toHaveBeenCalled()
})

test('when the network of the call itself fails, the error is that of fetch', async () => {
  const deps = setUp([token('t1')])
  deps.fetch.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  await expect(authFetch('/api/me')).rejects.toThrow('Failed to fetch')
})
