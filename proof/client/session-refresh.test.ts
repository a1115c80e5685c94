import { describe, expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { REFRESH, signedIn, withFakeTime } from './pages'

withFakeTime()

describe('the first access token', () => {
  test('when a visitor has no session, no request is sent, whatever happens to the page', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', null)
    tab.page.start()
    await tab.show(false)
    await tab.show(true)
    await tab.connect(false)
    await tab.connect(true)
    await tab.restore()
    await tab.leave()
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(browser.requests).toEqual([])
  })

  test('when a signed-in page starts, one refresh is sent', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    await settle()
    expect(browser.requests).toEqual([])
    tab.page.start()
    await settle()
    expect(browser.last(REFRESH).init).toMatchObject({ method: 'POST', body: null })
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    expect(browser.requests).toHaveLength(1)
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-one' })
  })

  test('when the page is mounted twice (StrictMode), one refresh is sent', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    tab.page.start()()
    tab.page.start()
    await settle()
    expect(browser.requests).toHaveLength(1)
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    expect(browser.requests).toHaveLength(1)
    expect(tab.watched()).toBe(true)
  })

  test('when the page is mounted again later, no further refresh is sent', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    const stop = tab.page.start()
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    stop()
    tab.page.start()
    await settle()
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(840_000)
    expect(browser.requests).toHaveLength(2)
  })

  test('when a page is not mounted, it plans no refresh', async () => {
    const browser = createFakeBrowser()
    const access = browser.openTab('one', ada).session.access(null)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    expect(await access).toEqual({ kind: 'token', token: 'token-one' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('when the last mount ends, nothing is watched and no refresh is planned', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    const stops = [tab.page.start(), tab.page.start()]
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    stops[0]?.()
    expect(tab.watched()).toBe(true)
    expect(vi.getTimerCount()).toBe(1)
    stops[1]?.()
    expect(tab.watched()).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('when an answer changes the state, hydration still sees the state of the server', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    const rendered = tab.page.getServerSnapshot()
    expect(tab.page.getSnapshot()).toBe(rendered)
    tab.page.start()
    await settle()
    await browser.last(REFRESH).answer(problem(401, 'session-expired'))
    expect(tab.state.status).toBe('signed-out')
    expect(tab.page.getServerSnapshot()).toBe(rendered)
  })

  test('when a page reads all that it can see, the token is not there', async () => {
    const { tab, browser } = await signedIn()
    expect(JSON.stringify([tab.state, tab.page, browser.messages])).not.toContain('token-one')
  })
})

describe('the next access tokens', () => {
  test('when a token has one minute left, the next one is fetched', async () => {
    const { browser } = await signedIn(900)
    await vi.advanceTimersByTimeAsync(839_999)
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.requests).toHaveLength(2)
  })

  test('when the answer is slow, the plan counts from when the request was sent', async () => {
    const browser = createFakeBrowser()
    browser.openTab('one', ada).page.start()
    await vi.advanceTimersByTimeAsync(5_000)
    await browser.last(REFRESH).answer(grant(ada, 'token-one', 900))
    await vi.advanceTimersByTimeAsync(835_000)
    expect(browser.requests).toHaveLength(2)
  })

  test('when the request waits for another tab first, the wait does not count', async () => {
    const browser = createFakeBrowser()
    const release = browser.locks.hold()
    browser.openTab('one', ada).page.start()
    await vi.advanceTimersByTimeAsync(2_000)
    release()
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-one', 900))
    await vi.advanceTimersByTimeAsync(839_999)
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.requests).toHaveLength(2)
  })

  test('when a refresh brings an equal user, nothing is rendered again', async () => {
    const { browser, tab } = await signedIn()
    const listener = vi.fn()
    tab.page.subscribe(listener)
    await vi.advanceTimersByTimeAsync(840_000)
    await browser.last(REFRESH).answer(grant({ ...ada }, 'token-2'))
    expect(listener).not.toHaveBeenCalled()
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-2' })
  })

  test('when a tab is hidden, it refreshes only when it is shown', async () => {
    const { browser, tab } = await signedIn()
    await tab.show(false)
    await vi.advanceTimersByTimeAsync(7_200_000)
    expect(browser.requests).toHaveLength(1)
    await tab.show(true)
    expect(browser.requests).toHaveLength(2)
  })

  test('when a tab is shown again while its token is fresh, no refresh is sent', async () => {
    const { browser, tab } = await signedIn()
    await tab.show(false)
    await tab.show(true)
    expect(browser.requests).toHaveLength(1)
  })

  test('when a page comes out of the back/forward cache, it refreshes at once', async () => {
    const { browser, tab } = await signedIn()
    await tab.restore()
    expect(browser.requests).toHaveLength(2)
  })

  test('when a token lives for months, the timer does not fire at once', async () => {
    const { browser } = await signedIn(60 * 86_400)
    await vi.advanceTimersByTimeAsync(60 * 86_400_000 - 60_001)
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.requests).toHaveLength(2)
  })
})
