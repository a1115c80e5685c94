/** The session of a page, at a glance. Every corner of it is in proof/client/. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ada, ben } from '../contract/testing'
import type { User } from '../contract/user'
import { createFakeBrowser, type FakeBrowser, grant, html, problem, settle } from './testing'

type Tab = ReturnType<FakeBrowser['openTab']>

const REFRESH = '/api/auth/refresh'
const LOGIN = '/api/auth/login'
const LOGOUT = '/api/auth/logout'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** One or more tabs of a user, each with its first token, or of a visitor. */
async function open(user: User | null, ...names: string[]) {
  const browser = createFakeBrowser()
  const tabs = []
  for (const name of ['one', ...names]) {
    const tab = browser.openTab(name, user)
    tabs.push(tab)
    tab.page.start()
    await settle()
    if (user) await browser.last(REFRESH).answer(grant(user, `token-${name}`))
  }
  return { browser, tab: tabs[0]!, other: tabs[1] ?? tabs[0]! }
}

test('when a visitor’s page lives for a day, it sends nothing', async () => {
  const { browser, tab } = await open(null)
  await tab.show(false)
  await tab.show(true)
  await vi.advanceTimersByTimeAsync(86_400_000)
  expect(browser.requests).toEqual([])
})

test('when a user’s page starts, it refreshes once, and again a minute before the token ends', async () => {
  const { browser, tab } = await open(ada)
  expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-one' })
  await vi.advanceTimersByTimeAsync(839_999)
  expect(browser.count(REFRESH)).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(browser.count(REFRESH)).toBe(2)
})

test('when ten calls need a token, one refresh is sent', async () => {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', ada)
  const calls = Array.from({ length: 10 }, () => tab.session.access(null))
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token'))
  for (const access of await Promise.all(calls)) expect(access).toMatchObject({ token: 'token' })
  expect(browser.requests).toHaveLength(1)
})

test('when the session may have ended while a refresh is under way, the page asks again after it', async () => {
  const { browser, tab } = await open(ada)
  await tab.restore()
  browser.shout({ type: 'check', reason: 'password-change' })
  await browser.last(REFRESH).answer(grant(ada, 'from before the change'))
  await settle()
  expect(browser.count(REFRESH)).toBe(3)
  await browser.last(REFRESH).answer(problem(401, 'no-session'))
  expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'password-change' })
})

test.each(['no-session', 'invalid-token', 'session-expired', 'session-revoked', 'token-reuse'])(
  'when the server says %s, the session ends and nothing asks again',
  async (code) => {
    const { browser, tab } = await open(ada)
    await tab.restore()
    await browser.last(REFRESH).answer(problem(401, code))
    expect(tab.state).toMatchObject({ status: 'signed-out', user: null, endReason: code })
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(browser.count(REFRESH)).toBe(2)
  },
)

test.each([
  ['a portal’s 401', () => html(401)],
  ['a 429', () => problem(429, 'too-many-requests')],
  ['a 503', () => problem(503, 'busy')],
])('when the answer is %s, the session goes on and the page tries again', async (_name, answer) => {
  const { browser, tab } = await open(ada)
  await tab.restore()
  await browser.last(REFRESH).answer(answer())
  expect(tab.state.status).toBe('signed-in')
  await vi.advanceTimersByTimeAsync(500)
  await browser.last(REFRESH).answer(grant(ada, 'token-2'))
  expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'ok' })
})

test('when a user signs in, the other tabs are signed in too', async () => {
  const { browser, tab, other } = await open(null, 'two')
  const result = tab.page.signIn(ada.email, 'correct horse')
  await settle()
  await browser.last(LOGIN).answer(grant(ada, 'token-1'))
  expect(await result).toEqual({ ok: true })
  expect(tab.state).toMatchObject({ status: 'signed-in', user: ada })
  expect(browser.last(REFRESH).tab).toBe('two')
  await browser.last(REFRESH).answer(grant(ada, 'token-2'))
  expect(other.state).toMatchObject({ status: 'signed-in', user: ada })
})

test('when a sign-in is refused, the page says what the server says', async () => {
  const { browser, tab } = await open(null)
  const result = tab.page.signIn(ada.email, 'wrong')
  await settle()
  await browser.last(LOGIN).answer(problem(401, 'invalid-credentials', { detail: 'Wrong.' }))
  expect(await result).toMatchObject({ ok: false, code: 'invalid-credentials', detail: 'Wrong.' })
  expect(tab.state.status).toBe('signed-out')
})

test('when a user signs out, every tab changes at once, before the server answers', async () => {
  const { browser, tab, other } = await open(ada, 'two')
  tab.page.signOut()
  expect(tab.state).toMatchObject({ status: 'signed-out', signOutStatus: 'pending' })
  expect(other.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out-elsewhere' })
  expect(await tab.session.access(null)).toEqual({ kind: 'none' })
  await settle()
  await browser.last(LOGOUT).answer(new Response(null, { status: 204 }))
  expect(tab.state.signOutStatus).toBe('confirmed')
})

test('when another user signs in, a page of the first one is loaded again', async () => {
  const { browser, tab } = await open(ada)
  browser.shout({ type: 'signed-in', userId: ben.id })
  expect(tab.reloads).toBe(1)
  expect(tab.state.status).toBe('signed-out')
})

test('when a page and its messages are searched, no token is in them', async () => {
  const { browser, tab } = await open(ada, 'two')
  tab.page.signOut()
  await settle()
  expect(JSON.stringify([tab.state, tab.page, browser.messages])).not.toContain('token-')
})

test('when a static page of a visitor starts, it knows at once and sends nothing', async () => {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', undefined)
  expect(tab.state.status).toBe('unknown')
  tab.page.start()
  await vi.advanceTimersByTimeAsync(86_400_000)
  expect(tab).toMatchObject({ marked: false, state: { status: 'signed-out', endReason: null } })
  expect(browser.requests).toEqual([])
})

/** A static page that the hint says is a user's. */
async function openHinted() {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', undefined)
  tab.hint = true
  tab.page.start()
  await settle()
  expect(tab).toMatchObject({ marked: true, state: { status: 'unknown' } })
  return { browser, tab, asked: browser.last(REFRESH) }
}

test('when the hint is right, the page learns who is signed in by one refresh that raises no alarm', async () => {
  const { browser, tab, asked } = await openHinted()
  expect(asked.init.headers).toMatchObject({ 'Session-Refresh': 'if-current' })
  await asked.answer(grant(ada, 'token'))
  expect(tab).toMatchObject({ marked: true, state: { status: 'signed-in', user: ada } })
  await tab.restore()
  expect(browser.last(REFRESH).init.headers).not.toHaveProperty('Session-Refresh')
})

test.each([
  ['no-session', {}, 'no-session'],
  ['session-revoked', { reason: 'ended-elsewhere' }, 'ended-elsewhere'],
  ['invalid-token', { reason: 'out-of-date' }, 'out-of-date'],
])(
  'when the hint is wrong (%s %j), the page says so and asks no more',
  async (code, more, endReason) => {
    const { browser, tab, asked } = await openHinted()
    await asked.answer(problem(401, code, more))
    const state = { status: 'signed-out', user: null, endReason, endedBefore: true }
    expect(tab).toMatchObject({ marked: false, state })
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(browser.count(REFRESH)).toBe(1)
  },
)

test('when the server cannot answer about the hint, nothing is decided, and the page tries again', async () => {
  const { browser, tab, asked } = await openHinted()
  const call = tab.session.access(null)
  await asked.fail()
  expect(await call).toMatchObject({ kind: 'failed', failure: { code: 'unreachable' } })
  expect(tab).toMatchObject({
    marked: true,
    state: { status: 'unknown', connection: 'unreachable' },
  })
  await vi.advanceTimersByTimeAsync(1_000)
  await browser.last(REFRESH).answer(grant(ada, 'token'))
  expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'ok' })
})

test('when a user signs out before the page knows them, or another tab does, it is a visitor’s', async () => {
  const { tab } = await openHinted()
  tab.page.signOut()
  expect(tab).toMatchObject({ marked: false, state: { endReason: 'signed-out' } })
  const { browser, tab: other, asked } = await openHinted()
  browser.shout({ type: 'signed-out' })
  expect(asked.aborted).toBe(true)
  expect(other).toMatchObject({ marked: false, state: { endReason: 'signed-out-elsewhere' } })
})

test.each([
  ['this tab', (tab: Tab, _: FakeBrowser) => tab.page.signOut()],
  ['another tab', (_: Tab, browser: FakeBrowser) => browser.shout({ type: 'signed-out' })],
])(
  'when the server cannot be reached and %s signs out, the page says no more that it tries',
  async (_, signOut) => {
    const { browser, tab, asked } = await openHinted()
    await asked.fail()
    expect(tab.state.connection).toBe('unreachable')
    signOut(tab, browser)
    expect(tab.state).toMatchObject({ status: 'signed-out', connection: 'ok' })
  },
)

test('when a visitor’s page asks about a sign-in that another tab then ends, it says no more that it tries', async () => {
  const { browser, tab } = await open(null)
  browser.shout({ type: 'signed-in', userId: ada.id })
  await settle()
  await browser.last(REFRESH).fail()
  expect(tab.state.connection).toBe('unreachable')
  browser.shout({ type: 'signed-out' })
  expect(tab.state.connection).toBe('ok')
})

test('when a user signs out without a network, the page still says that it is offline', async () => {
  const { tab } = await open(ada)
  await tab.connect(false)
  tab.page.signOut()
  expect(tab.state).toMatchObject({ status: 'signed-out', connection: 'offline' })
})

test.each([
  ['a user’s page, and no one is signed in any more', ada, false],
  ['a visitor’s page, and a user has signed in since', null, true],
])('when %s comes back as it was left, it is loaded again', async (_, user, hint) => {
  const { browser, tab } = await open(user)
  const before = browser.requests.length
  tab.hint = hint
  await tab.restore()
  expect(tab.reloads).toBe(1)
  expect(tab.state).toMatchObject({ status: 'signed-out', user: null })
  expect(browser.requests).toHaveLength(before)
})

test('when a page whose sign-out is not confirmed comes back, it stays signed out', async () => {
  const { tab } = await open(ada)
  tab.page.signOut()
  tab.hint = true
  await tab.restore()
  expect(tab).toMatchObject({ reloads: 0, state: { status: 'signed-out' } })
})
