import { describe, expect, test, vi } from 'vitest'
import {
  createFakeBrowser,
  type FakeBrowser,
  type FakeRequest,
  grant,
  html,
  problem,
  settle,
} from '../../lib/client/testing'
import { ada, ben } from '../../lib/contract/testing'
import { bearerOf, confirmation, openTab, REFRESH, signedIn, withFakeTime } from './pages'

const CHANGE = '/api/auth/change-password'
const STEP_UP = '/api/auth/step-up'

withFakeTime()

describe.each([
  {
    name: 'changing the password',
    path: CHANGE,
    body: { currentPassword: 'old', newPassword: 'new' },
    start: (tab: ReturnType<FakeBrowser['openTab']>) => tab.page.changePassword('old', 'new'),
  },
  {
    name: 'showing the password again',
    path: STEP_UP,
    body: { password: 'old' },
    start: (tab: ReturnType<FakeBrowser['openTab']>) => tab.page.stepUp('old'),
  },
])('$name', ({ path, body, start }) => {
  test('when the server takes it, it had the access token, and its grant is used from then on', async () => {
    const { browser, tab } = await signedIn()
    const result = start(tab)
    await settle()
    const request = browser.last(path)
    expect(request.init.method).toBe('POST')
    expect(JSON.parse(String(request.init.body))).toEqual(body)
    expect(bearerOf(request)).toBe('Bearer token-one')
    await request.answer(grant(ada, 'token-new'))
    expect(await result).toEqual({ ok: true })
    expect(tab.state).toMatchObject({ status: 'signed-in', user: ada, endReason: null })
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('when the password is wrong, the result names it, and the session goes on with its token', async () => {
    const { browser, tab } = await signedIn()
    const result = start(tab)
    await settle()
    await browser.last(path).answer(problem(401, 'invalid-credentials', { detail: 'Wrong.' }))
    expect(await result).toMatchObject({ code: 'invalid-credentials', detail: 'Wrong.' })
    expect(tab.state.status).toBe('signed-in')
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-one' })
    expect(browser.count(REFRESH)).toBe(1)
  })

  test('when the access token is refused, it is refreshed once', async () => {
    const { browser, tab } = await signedIn()
    const result = start(tab)
    await settle()
    await browser.last(path).answer(problem(401, 'invalid-token'))
    await browser.last(REFRESH).answer(grant(ada, 'token-2'))
    expect(bearerOf(browser.last(path))).toBe('Bearer token-2')
    await browser.last(path).answer(problem(401, 'invalid-token'))
    expect(await result).toMatchObject({ ok: false, code: 'invalid-token' })
    expect(browser.count(path)).toBe(2)
  })

  test('when the session has ended, the page says why', async () => {
    const { browser, tab } = await signedIn()
    const result = start(tab)
    await settle()
    await browser.last(path).answer(problem(401, 'session-revoked', { reason: 'disabled' }))
    await browser.last(REFRESH).answer(problem(401, 'session-revoked', { reason: 'disabled' }))
    expect(await result).toMatchObject({ ok: false, code: 'session-revoked' })
    expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'disabled' })
  })

  test('when no token can be had, nothing is sent', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    tab.page.start()
    const result = start(tab)
    await settle()
    await browser.last(REFRESH).answer(problem(503, 'busy', { detail: 'Busy.' }))
    expect(await result).toMatchObject({ ok: false, code: 'busy', detail: 'Busy.' })
    expect(browser.count(path)).toBe(0)
  })

  test('when the page is a visitor’s, nothing is sent', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', null)
    tab.page.start()
    expect(await start(tab)).toMatchObject({ ok: false, code: 'no-session' })
    expect(browser.requests).toEqual([])
  })

  test('when a refresh is on its way, it is cut off, or its late Set-Cookie would replace the new one', async () => {
    const { browser, tab } = await signedIn()
    await tab.restore()
    const refresh = browser.last(REFRESH)
    const result = start(tab)
    await settle()
    expect(refresh.aborted).toBe(true)
    await browser.last(path).answer(grant(ada, 'token-new'))
    expect(await result).toEqual({ ok: true })
  })

  test('when a call waits for a token meanwhile, it gets the new one', async () => {
    const { browser, tab } = await signedIn()
    const result = start(tab)
    await settle()
    const access = tab.session.access('token-one')
    await settle()
    expect(browser.count(REFRESH)).toBe(1)
    await browser.last(path).answer(grant(ada, 'token-new'))
    expect(await result).toEqual({ ok: true })
    expect(await access).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('when other tabs are open, they drop their token and ask for another', async () => {
    const { browser, tab } = await signedIn()
    const two = await openTab(browser, 'two')
    const result = start(tab)
    await settle()
    await browser.last(path).answer(grant(ada, 'token-new'))
    await result
    await settle()
    expect(browser.last(REFRESH).tab).toBe('two')
    const access = two.session.access(null)
    await browser.last(REFRESH).answer(grant(ada, 'token-new-two'))
    expect(await access).toEqual({ kind: 'token', token: 'token-new-two' })
    expect(two.state).toMatchObject({ status: 'signed-in', endReason: null })
    expect(two.reloads).toBe(0)
  })

  test('when another tab refreshes, it waits', async () => {
    const { browser, tab } = await signedIn()
    const release = browser.locks.hold()
    void start(tab)
    await settle()
    expect(browser.count(path)).toBe(0)
    release()
    await settle()
    expect(browser.count(path)).toBe(1)
  })

  test('when the user signs out meanwhile, the sign-out wins', async () => {
    const { browser, tab } = await signedIn()
    const result = start(tab)
    await settle()
    const request = browser.last(path)
    tab.page.signOut()
    await request.answer(grant(ada, 'token-late'))
    expect(await result).toMatchObject({ ok: false, code: 'no-session' })
    expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out' })
  })

  test('when a grant is for another user, this page does not use it', async () => {
    const { browser, tab } = await signedIn()
    void start(tab)
    await settle()
    await browser.last(path).answer(grant(ben, 'token-ben'))
    expect(tab.reloads).toBe(1)
    expect(await tab.session.access(null)).toEqual({ kind: 'none' })
  })
})

test('when the password is changed and no session could begin after it, the page names the reason', async () => {
  const { browser, tab } = await signedIn()
  const result = tab.page.changePassword('old', 'new')
  await settle()
  await browser.last(CHANGE).answer(confirmation())
  expect(await result).toEqual({ ok: true })
  expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'password-change' })
})

test('when a password check is answered without a grant, it has failed', async () => {
  const { browser, tab } = await signedIn()
  const result = tab.page.stepUp('old')
  await settle()
  await browser.last(STEP_UP).answer(confirmation())
  expect(await result).toMatchObject({ ok: false, code: 'unexpected-answer' })
  expect(tab.state.status).toBe('signed-in')
})

test.each<[code: string, lose: (change: FakeRequest) => unknown]>([
  ['timeout', () => vi.advanceTimersByTimeAsync(20_000)],
  ['unreachable', (change) => change.fail()],
  ['unexpected-answer', (change) => change.answer(html(504))],
])('when the answer to a password change is lost (%s), it may have changed', async (code, lose) => {
  const { browser, tab } = await signedIn()
  const result = tab.page.changePassword('old', 'new')
  await settle()
  await lose(browser.last(CHANGE))
  const detail = expect.stringContaining('may have changed')
  expect(await result).toMatchObject({ code, detail, perhapsDone: true })
  expect(tab.state.status).toBe('signed-in')
})

test('when the server refuses a password change, or none is sent, it has not changed', async () => {
  const { browser, tab } = await signedIn()
  const refused = tab.page.changePassword('old', 'new')
  await settle()
  await browser.last(CHANGE).answer(problem(401, 'invalid-credentials'))
  expect(await refused).not.toHaveProperty('perhapsDone')
  await tab.connect(false)
  const offline = tab.page.changePassword('old', 'new')
  await settle()
  await browser.last(CHANGE).fail()
  expect(await offline).toMatchObject({ code: 'offline' })
  expect(await offline).not.toHaveProperty('perhapsDone')
})

test('when the password is changed in another tab, a call that waits goes on', async () => {
  const { browser, tab } = await signedIn()
  const access = tab.session.access('token-one')
  await settle()
  const early = browser.last(REFRESH)
  browser.shout({ type: 'signed-in', userId: ada.id })
  await settle()
  expect(early.aborted).toBe(true)
  await browser.last(REFRESH).answer(grant(ada, 'token-new'))
  expect(await access).toEqual({ kind: 'token', token: 'token-new' })
})

test('when a page asks for the password, one call is asked once, while the page is there', async () => {
  const { tab } = await signedIn()
  expect(await tab.session.confirmPassword(null)).toBe(false)
  const ask = vi.fn(async () => true)
  const leave = tab.page.onStepUp(ask)
  expect(await tab.session.confirmPassword(null)).toBe(true)
  leave()
  expect(await tab.session.confirmPassword(null)).toBe(false)
  expect(ask).toHaveBeenCalledTimes(1)
})
