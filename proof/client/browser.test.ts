import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { HINT_COOKIE, TAB_CHANNEL } from '../../lib/brand'
import { grant, settle } from '../../lib/client/testing'
import { ada, ben } from '../../lib/contract/testing'

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

const load = () => import('../../lib/client/browser')

/** Just enough of a browser for the one file that touches it. */
function stubBrowser(more: Record<string, unknown> = {}) {
  const page = Object.assign(new EventTarget(), {
    location: { origin: 'https://app.example', protocol: 'https:', reload: vi.fn() },
  })
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    cookie: `__Host-${HINT_COOKIE}=1`,
    documentElement: { toggleAttribute: () => false },
  })
  const fetch = vi.fn(async (_url: URL, _init: RequestInit) => grant(ada, 'token-1'))
  const globals = {
    window: page,
    document,
    navigator: { onLine: true },
    fetch,
    BroadcastChannel: undefined,
    ...more,
  }
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  return { page, document, fetch }
}

describe('on the server', () => {
  test('when requests are rendered, each has another session: they never share a user', async () => {
    const { sessionFor } = await load()
    const [first, second] = [sessionFor(ada), sessionFor(ben)]
    expect(first).not.toBe(second)
    expect(first.page.getServerSnapshot().user).toEqual(ada)
    expect(second.page.getServerSnapshot().user).toEqual(ben)
    expect(sessionFor(null).page.getServerSnapshot().user).toBeNull()
  })

  test('when something asks for the session to fetch with, there is none', async () => {
    const { sessionFor, currentSession } = await load()
    sessionFor(ada)
    expect(currentSession).toThrow('<AuthProvider>')
  })
})

describe('in the browser', () => {
  test('when several callers ask, a page has one session', async () => {
    stubBrowser()
    const { sessionFor, currentSession } = await load()
    const session = sessionFor(ada)
    expect(sessionFor(null)).toBe(session)
    expect(currentSession()).toBe(session)
    expect(session.page.getSnapshot().user).toEqual(ada)
  })

  test('when <base> names another origin, and there are no locks or channels, calls go to this origin', async () => {
    const { fetch } = stubBrowser()
    const { sessionFor } = await load()
    const session = sessionFor(ada)
    session.page.start()
    await settle()
    expect(String(fetch.mock.calls[0]?.[0])).toBe('https://app.example/api/auth/refresh')
    expect(await session.access(null)).toEqual({ kind: 'token', token: 'token-1' })
  })

  test('when the page comes into view, online or back, a started session refreshes; a stopped one does not', async () => {
    const { page, document, fetch } = stubBrowser()
    const { sessionFor } = await load()
    const stop = sessionFor(ada).page.start()
    await settle()
    expect(fetch).toHaveBeenCalledTimes(1)

    document.visibilityState = 'hidden'
    await vi.advanceTimersByTimeAsync(900_000)
    expect(fetch).toHaveBeenCalledTimes(1)
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    await settle()
    expect(fetch).toHaveBeenCalledTimes(2)

    page.dispatchEvent(new Event('online'))
    await settle()
    expect(fetch).toHaveBeenCalledTimes(3)

    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    await settle()
    expect(fetch).toHaveBeenCalledTimes(3)
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    await settle()
    expect(fetch).toHaveBeenCalledTimes(4)

    page.dispatchEvent(new Event('offline'))
    expect(sessionFor(ada).page.getSnapshot().connection).toBe('offline')

    stop()
    page.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(fetch).toHaveBeenCalledTimes(4)
  })

  test('when a page is left while the lock is taken, it sends its sign-out', async () => {
    const locks = { request: () => new Promise(() => {}) }
    const { page, fetch } = stubBrowser({ navigator: { onLine: true, locks } })
    const { sessionFor } = await load()
    const session = sessionFor(ada).page
    session.start()
    session.actions.signOut()
    await settle()
    expect(fetch).not.toHaveBeenCalled()
    page.dispatchEvent(new Event('pagehide'))
    expect(String(fetch.mock.calls[0]?.[0])).toBe('https://app.example/api/auth/logout')
  })

  test('when another tab signs another user in, the page loads again', async () => {
    // Node's own: the same contract as the browser's.
    vi.useRealTimers()
    const { page } = stubBrowser({ BroadcastChannel })
    const { sessionFor } = await load()
    const stop = sessionFor(ada).page.start()
    const other = new BroadcastChannel(TAB_CHANNEL)
    other.postMessage({ type: 'signed-in', userId: ben.id })
    await vi.waitFor(() => expect(page.location.reload).toHaveBeenCalledTimes(1))
    expect(sessionFor(ada).page.getSnapshot().status).toBe('signed-out')
    other.close()
    stop()
  })
})
