import { expect, test, vi } from 'vitest'
import {
  createFakeBrowser,
  type FakeRequest,
  grant,
  html,
  problem,
  settle,
} from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { confirmation, LOGIN, LOGOUT, REFRESH, signedIn, withFakeTime } from './pages'

withFakeTime()

test('when the user signs out, the page changes at once, the token is dropped, and the other tabs get a message', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  expect(tab.state).toEqual({
    status: 'signed-out',
    user: null,
    endReason: 'signed-out',
    endedBefore: false,
    connection: 'ok',
    signOutStatus: 'pending',
  })
  expect(browser.messages).toEqual([{ type: 'signed-out' }])
  expect(await tab.session.access(null)).toEqual({ kind: 'none' })
})

test('when the server answers 204, the sign-out is confirmed; the request outlives the page', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  await settle()
  expect(browser.last(LOGOUT).init).toMatchObject({ method: 'POST', keepalive: true })
  await browser.last(LOGOUT).answer(confirmation())
  expect(tab.state.signOutStatus).toBe('confirmed')
  await vi.advanceTimersByTimeAsync(86_400_000)
  expect(browser.requests).toHaveLength(2)
})

test.each([
  ['no answer', (r: FakeRequest) => r.fail()],
  ['a 503', (r: FakeRequest) => r.answer(problem(503, 'busy'))],
  ['a portal’s page', (r: FakeRequest) => r.answer(html(200))],
])(
  'when there is %s, it is unconfirmed and is tried again until it is confirmed',
  async (_name, fail) => {
    const { browser, tab } = await signedIn()
    tab.page.signOut()
    for (const wait of [500, 1_000, 2_000]) {
      await settle()
      await fail(browser.last(LOGOUT))
      expect(tab.state).toMatchObject({ status: 'signed-out', signOutStatus: 'unconfirmed' })
      const before = browser.requests.length
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(browser.requests).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(browser.requests).toHaveLength(before + 1)
    }
    await browser.last(LOGOUT).answer(confirmation())
    expect(tab.state.signOutStatus).toBe('confirmed')
    expect(vi.getTimerCount()).toBe(0)
  },
)

test('when the tab is hidden, it goes on trying', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  await settle()
  await tab.show(false)
  await browser.last(LOGOUT).fail()
  await vi.advanceTimersByTimeAsync(500)
  expect(browser.count(LOGOUT)).toBe(2)
})

test('when the network returns, it is tried at once', async () => {
  const { browser, tab } = await signedIn()
  await tab.connect(false)
  tab.page.signOut()
  for (let i = 0; i < 6; i += 1) {
    await settle()
    await browser.last(LOGOUT).fail()
    await vi.advanceTimersByTimeAsync(60_000)
  }
  await browser.last(LOGOUT).fail()
  const before = browser.requests.length
  await tab.connect(true)
  expect(browser.requests).toHaveLength(before + 1)
})

test('when the answer has Retry-After, the client waits, also when the network returns', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  await settle()
  await browser
    .last(LOGOUT)
    .answer(problem(429, 'too-many-requests', { headers: { 'retry-after': '60' } }))
  await vi.advanceTimersByTimeAsync(30_000)
  await tab.connect(true)
  await vi.advanceTimersByTimeAsync(29_999)
  expect(browser.count(LOGOUT)).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(browser.count(LOGOUT)).toBe(2)
})

test('when the user signs out twice, one request is sent', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  tab.page.signOut()
  await settle()
  expect(browser.count(LOGOUT)).toBe(1)
  await browser.last(LOGOUT).answer(confirmation())
  expect(browser.count(LOGOUT)).toBe(1)
})

test('when a refresh is in flight, it is aborted and its late answer does not bring the session back', async () => {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', ada)
  tab.page.start()
  await settle()
  const refresh = browser.last(REFRESH)
  tab.page.signOut()
  await settle()
  expect(refresh.aborted).toBe(true)
  await refresh.answer(grant(ada, 'token-late'))
  expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out' })
  expect(await tab.session.access(null)).toEqual({ kind: 'none' })
})

test('when the browser cannot abort a refresh, its late answer is discarded', async () => {
  const browser = createFakeBrowser()
  const answers: ((response: Response) => void)[] = []
  const tab = browser.openTab('one', ada, {
    fetch: () => new Promise((resolve) => answers.push(resolve)),
  })
  tab.page.start()
  await settle()
  tab.page.signOut()
  for (const answer of answers) answer(grant(ada, 'token-late'))
  await settle()
  expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out' })
  expect(await tab.session.access(null)).toEqual({ kind: 'none' })
})

test('when another tab refreshes, the sign-out waits, so that its Set-Cookie comes last', async () => {
  const { browser, tab } = await signedIn()
  const release = browser.locks.hold()
  tab.page.signOut()
  await settle()
  expect(browser.count(LOGOUT)).toBe(0)
  expect(tab.state.status).toBe('signed-out')
  release()
  await settle()
  expect(browser.count(LOGOUT)).toBe(1)
})

test('when the page is left, a waiting sign-out is sent', async () => {
  const { browser, tab } = await signedIn()
  browser.locks.hold()
  tab.page.signOut()
  await settle()
  await tab.leave()
  expect(browser.last(LOGOUT).init.keepalive).toBe(true)
})

test('when the page is left, no sign-out is sent twice, or without need', async () => {
  const { browser, tab } = await signedIn()
  await tab.leave()
  expect(browser.count(LOGOUT)).toBe(0)
  tab.page.signOut()
  await settle()
  await tab.leave()
  expect(browser.count(LOGOUT)).toBe(1)
  await browser.last(LOGOUT).answer(confirmation())
  await tab.leave()
  expect(browser.count(LOGOUT)).toBe(1)
})

test('when the user signs in again, the sign-out is dropped: late, it would end the new session', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  await settle()
  await browser.last(LOGOUT).fail()
  const result = tab.page.signIn(ada.email, 'x')
  await settle()
  await browser.last(LOGIN).answer(grant(ada, 'token-2'))
  await result
  expect(tab.state).toMatchObject({ status: 'signed-in', signOutStatus: 'none' })
  await vi.advanceTimersByTimeAsync(120_000)
  await tab.connect(true)
  await tab.leave()
  expect(browser.count(LOGOUT)).toBe(1)
})

test('when a sign-in comes during a sign-out, the sign-out is aborted, and goes on if the sign-in fails', async () => {
  const { browser, tab } = await signedIn()
  tab.page.signOut()
  await settle()
  const logout = browser.last(LOGOUT)
  const result = tab.page.signIn(ada.email, 'wrong')
  await settle()
  expect(logout.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(browser.count(LOGOUT)).toBe(1)
  await browser.last(LOGIN).answer(problem(401, 'invalid-credentials'))
  await result
  await settle()
  expect(browser.count(LOGOUT)).toBe(2)
  await browser.last(LOGOUT).answer(confirmation())
  expect(tab.state).toMatchObject({ status: 'signed-out', signOutStatus: 'confirmed' })
})
