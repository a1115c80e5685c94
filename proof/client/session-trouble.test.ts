import { describe, expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, html, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { REFRESH, signedIn, withFakeTime } from './pages'

withFakeTime()

describe('the end of a session', () => {
  test.each(['no-session', 'invalid-token', 'session-expired', 'session-revoked', 'token-reuse'])(
    'when the server answers %s, it ends and no request follows',
    async (code) => {
      const { browser, tab } = await signedIn()
      await vi.advanceTimersByTimeAsync(840_000)
      await browser.last(REFRESH).answer(problem(401, code))
      expect(tab.state).toEqual({
        status: 'signed-out',
        user: null,
        endReason: code,
        endedBefore: false,
        connection: 'ok',
        signOutStatus: 'none',
      })
      await vi.advanceTimersByTimeAsync(86_400_000)
      await tab.show(true)
      await tab.connect(true)
      expect(browser.requests).toHaveLength(2)
      expect(await tab.session.access(null)).toEqual({ kind: 'none' })
    },
  )

  test.each([
    ['an HTML 401 (captive portal)', () => html(401), 'unreachable'],
    ['an HTML 200 (captive portal)', () => html(200), 'unreachable'],
    ['a 403', () => problem(403, 'cross-origin'), 'unreachable'],
    ['a 429', () => problem(429, 'too-many-requests'), 'rate-limited'],
    ['a 500', () => problem(500, 'internal-error'), 'unreachable'],
    ['a 502 of a proxy', () => html(502), 'unreachable'],
    ['a 503', () => problem(503, 'busy'), 'unreachable'],
    ['a 200 without a token', () => Response.json({ user: ada }), 'unreachable'],
  ])(
    'when the answer is %s, it does not end, and the next success clears the trouble',
    async (_name, response, connection) => {
      const { browser, tab } = await signedIn()
      await vi.advanceTimersByTimeAsync(840_000)
      await browser.last(REFRESH).answer(response())
      expect(tab.state).toMatchObject({ status: 'signed-in', user: ada, connection })
      await vi.advanceTimersByTimeAsync(500)
      expect(browser.requests).toHaveLength(3)
      await browser.last(REFRESH).answer(grant(ada, 'token-2'))
      expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'ok', endReason: null })
    },
  )

  test('when a refresh times out, it does not end', async () => {
    const { browser, tab } = await signedIn()
    await vi.advanceTimersByTimeAsync(840_000)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(browser.requests[1]?.aborted).toBe(true)
    expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'unreachable' })
  })

  test('when there is no network, it does not end', async () => {
    const { browser, tab } = await signedIn()
    await tab.connect(false)
    expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'offline' })
    await vi.advanceTimersByTimeAsync(840_000)
    await browser.last(REFRESH).fail()
    expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'offline' })
  })
})

describe('trying again', () => {
  test('when refreshes fail, the pause doubles up to a minute, and starts over after a success', async () => {
    const { browser } = await signedIn()
    await vi.advanceTimersByTimeAsync(840_000)
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await browser.last(REFRESH).fail()
      const before = browser.requests.length
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(browser.requests).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(browser.requests).toHaveLength(before + 1)
    }
    await browser.last(REFRESH).answer(grant(ada, 'token-2'))
    await vi.advanceTimersByTimeAsync(840_000)
    await browser.last(REFRESH).fail()
    const before = browser.requests.length
    await vi.advanceTimersByTimeAsync(500)
    expect(browser.requests).toHaveLength(before + 1)
  })

  test('when a tab is hidden, it waits until it is shown', async () => {
    const { browser, tab } = await signedIn()
    await vi.advanceTimersByTimeAsync(840_000)
    await browser.last(REFRESH).fail()
    await tab.show(false)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(browser.requests).toHaveLength(2)
    await tab.show(true)
    expect(browser.requests).toHaveLength(3)
  })

  test('when the network returns, the back-off is skipped', async () => {
    const { browser, tab } = await signedIn()
    await vi.advanceTimersByTimeAsync(840_000)
    for (let i = 0; i < 8; i += 1) {
      await browser.last(REFRESH).fail()
      await vi.advanceTimersByTimeAsync(60_000)
    }
    await browser.last(REFRESH).fail()
    const before = browser.requests.length
    await tab.connect(true)
    expect(browser.requests).toHaveLength(before + 1)
    // And if that fails too, patience starts over.
    await browser.last(REFRESH).fail()
    await vi.advanceTimersByTimeAsync(500)
    expect(browser.requests).toHaveLength(before + 2)
  })

  test.each([
    ['429', () => problem(429, 'too-many-requests', { headers: { 'retry-after': '120' } })],
    ['503', () => problem(503, 'busy', { headers: { 'retry-after': '120' } })],
  ])('when a %s has Retry-After, nothing shortens the wait', async (_name, response) => {
    const { browser, tab } = await signedIn()
    await vi.advanceTimersByTimeAsync(840_000)
    await browser.last(REFRESH).answer(response())
    await vi.advanceTimersByTimeAsync(100_000)
    await tab.connect(false)
    await tab.connect(true)
    await tab.show(true)
    await tab.restore()
    browser.shout({ type: 'check', reason: 'session-revoked' })
    await settle()
    // The token is over by now: a call is refused here and not sent.
    expect(await tab.session.access(null)).toMatchObject({
      kind: 'failed',
      failure: { retryAfter: 20 },
    })
    expect(browser.requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(browser.requests).toHaveLength(3)
    await browser.last(REFRESH).answer(grant(ada, 'token-2'))
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-2' })
  })
})

test('when the page shows a wait, it is the server’s, without the jitter', async () => {
  const browser = createFakeBrowser()
  let fraction = 0
  const tab = browser.openTab('one', ada, {
    random: () => 0.9,
    // A clock with fractions, which do not add up exactly.
    now() {
      fraction += 1e-9
      return performance.now() + fraction
    },
  })
  tab.page.start()
  await settle()
  const limit = { headers: { 'retry-after': '600' } }
  await browser.last(REFRESH).answer(problem(429, 'too-many-requests', limit))
  for (const [passed, left] of [
    [0, 600],
    [59_000, 541],
    [540_000, 1],
  ] as const) {
    await vi.advanceTimersByTimeAsync(passed)
    expect(await tab.session.access(null)).toMatchObject({ failure: { retryAfter: left } })
  }
  await vi.advanceTimersByTimeAsync(1_500)
  expect(browser.count(REFRESH)).toBe(1)
  await vi.advanceTimersByTimeAsync(400)
  expect(browser.count(REFRESH)).toBe(2)
})

describe('the connection', () => {
  test('when a visitor’s page is offline, its state is offline without a request', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', null, { isOnline: () => false })
    expect(tab.state.connection).toBe('ok')
    tab.page.start()
    expect(tab.state.connection).toBe('offline')
    await tab.connect(true)
    expect(tab.state.connection).toBe('ok')
    expect(browser.requests).toEqual([])
  })

  test('when the rate is limited, it stays so with or without a network', async () => {
    const { browser, tab } = await signedIn()
    await vi.advanceTimersByTimeAsync(840_000)
    const limit = { headers: { 'retry-after': '120' } }
    await browser.last(REFRESH).answer(problem(429, 'too-many-requests', limit))
    await tab.connect(false)
    await tab.connect(true)
    expect(tab.state.connection).toBe('rate-limited')
  })

  test('when the network returns, the state is ok after the server has answered', async () => {
    const { browser, tab } = await signedIn()
    await tab.connect(false)
    await tab.connect(true)
    expect(tab.state.connection).toBe('offline')
    await browser.last(REFRESH).answer(grant(ada, 'token-2'))
    expect(tab.state.connection).toBe('ok')
  })
})

describe('a later render of the server', () => {
  test('when it has the same user, no request is sent', async () => {
    const { browser, tab } = await signedIn()
    tab.page.renderedFor(ada.id)
    await settle()
    expect(browser.requests).toHaveLength(1)
  })

  test('when it has no session, a refresh decides', async () => {
    const { browser, tab } = await signedIn()
    tab.page.renderedFor(null)
    await settle()
    expect(tab.state.status).toBe('signed-in')
    await browser.last(REFRESH).answer(problem(401, 'session-revoked'))
    expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'session-revoked' })
  })

  test('when it has a session, a visitor’s page signs in', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', null)
    tab.page.start()
    tab.page.renderedFor(ada.id)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    expect(tab.state).toMatchObject({ status: 'signed-in', user: ada })
  })

  test('when the server answers that there is none, it stays a visitor’s page', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', null)
    tab.page.start()
    tab.page.renderedFor(ada.id)
    await settle()
    await browser.last(REFRESH).answer(problem(401, 'no-session'))
    expect(tab.state).toMatchObject({ status: 'signed-out', endReason: null, connection: 'ok' })
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(browser.requests).toHaveLength(1)
  })

  test('when it began before a sign-out, the page stays signed out', async () => {
    const { browser, tab } = await signedIn()
    tab.page.signOut()
    await settle()
    await browser.last('/api/auth/logout').fail()
    tab.page.renderedFor(ada.id)
    await settle()
    expect(browser.count(REFRESH)).toBe(1)
    expect(tab.state.status).toBe('signed-out')
  })
})
