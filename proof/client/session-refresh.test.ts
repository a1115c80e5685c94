import { describe, expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { REFRESH, signedIn, withFakeTime } from './pages'

withFakeTime()

describe('the first access token', () => {
  test('a visitor without a session causes no request, whatever happens to the page', async () => {
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

  test('one refresh for a signed-in person, after the page has started', async () => {
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

  test('mounting twice (StrictMode) starts one refresh', async () => {
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

  test('mounting again later does not ask for another', async () => {
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

  test('a page that is not mounted plans nothing', async () => {
    const browser = createFakeBrowser()
    const access = browser.openTab('one', ada).session.access(null)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-one'))
    expect(await access).toEqual({ kind: 'token', token: 'token-one' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the last unmount stops watching and planning', async () => {
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

  test('the state is the server’s until an answer changes it, and hydration keeps seeing that', async () => {
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

  test('the token is nowhere in what a page can see', async () => {
    const { tab, browser } = await signedIn()
    expect(JSON.stringify([tab.state, tab.page, browser.messages])).not.toContain('token-one')
  })
})

describe('the next ones', () => {
  test('are fetched a minute early', async () => {
    const { browser } = await signedIn(900)
    await vi.advanceTimersByTimeAsync(839_999)
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.requests).toHaveLength(2)
  })

  test('the plan counts from when the request was sent, not from its answer', async () => {
    const browser = createFakeBrowser()
    browser.openTab('one', ada).page.start()
    await vi.advanceTimersByTimeAsync(5_000)
    await browser.last(REFRESH).answer(grant(ada, 'token-one', 900))
    await vi.advanceTimersByTimeAsync(835_000)
    expect(browser.requests).toHaveLength(2)
  })

  test('and not from when it began to wait for another tab', async () => {
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

  test('an equal user brought by a refresh renders nothing again', async () => {
    const { browser, tab } = await signedIn()
    const listener = vi.fn()
    tab.page.subscribe(listener)
    await vi.advanceTimersByTimeAsync(840_000)
    await browser.last(REFRESH).answer(grant({ ...ada }, 'token-2'))
    expect(listener).not.toHaveBeenCalled()
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-2' })
  })

  test('a hidden tab waits until it is seen', async () => {
    const { browser, tab } = await signedIn()
    await tab.show(false)
    await vi.advanceTimersByTimeAsync(7_200_000)
    expect(browser.requests).toHaveLength(1)
    await tab.show(true)
    expect(browser.requests).toHaveLength(2)
  })

  test('being looked at again asks for nothing while the token is fresh', async () => {
    const { browser, tab } = await signedIn()
    await tab.show(false)
    await tab.show(true)
    expect(browser.requests).toHaveLength(1)
  })

  test('a page out of the back/forward cache asks at once', async () => {
    const { browser, tab } = await signedIn()
    await tab.restore()
    expect(browser.requests).toHaveLength(2)
  })

  test('a lifetime of months sets no timer that fires at once', async () => {
    const { browser } = await signedIn(60 * 86_400)
    await vi.advanceTimersByTimeAsync(60 * 86_400_000 - 60_001)
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.requests).toHaveLength(2)
  })
})
