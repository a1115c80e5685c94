import { describe, expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { LOGIN, LOGOUT, openTab, REFRESH, signIn, withFakeTime } from './pages'

withFakeTime()

describe('one refresh at a time in a browser', () => {
  test('when several tabs refresh, they take turns', async () => {
    const browser = createFakeBrowser()
    for (const name of ['one', 'two', 'three']) browser.openTab(name, ada).page.start()
    await settle()
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      expect(browser.requests).toHaveLength(index + 1)
      expect(browser.last(REFRESH).tab).toBe(name)
      await browser.last(REFRESH).answer(grant(ada, `token-${name}`))
    }
  })

  test('when another tab holds the lock, a tab waits three seconds, then goes on', async () => {
    const browser = createFakeBrowser()
    browser.locks.hold()
    const tab = browser.openTab('one', ada)
    tab.page.start()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(browser.requests).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    await browser.last(REFRESH).answer(grant(ada, 'token-1'))
    expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'ok' })
  })

  test('when another tab refreshes, a sign-in waits, so that its Set-Cookie comes last', async () => {
    const browser = createFakeBrowser()
    const one = browser.openTab('one', ada)
    one.page.start()
    await settle()
    const two = browser.openTab('two', null)
    two.page.start()
    void two.page.signIn(ada.email, 'x')
    await settle()
    expect(browser.count(LOGIN)).toBe(0)
    await browser.last(REFRESH).answer(grant(ada, 'token-1'))
    expect(browser.count(LOGIN)).toBe(1)
  })

  test('when the user signs out while a refresh waits for the lock, the refresh is not sent', async () => {
    const browser = createFakeBrowser()
    const release = browser.locks.hold()
    const tab = browser.openTab('one', ada)
    tab.page.start()
    await settle()
    tab.page.signOut()
    release()
    await settle()
    expect(browser.count(REFRESH)).toBe(0)
    expect(browser.count(LOGOUT)).toBe(1)
  })
})

describe('signing out', () => {
  test('when one tab signs out, every tab is signed out at once', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', ada)
    one.page.signOut()
    expect(two.state).toMatchObject({
      status: 'signed-out',
      user: null,
      endReason: 'signed-out-elsewhere',
      signOutStatus: 'none',
    })
    expect(await two.session.access(null)).toEqual({ kind: 'none' })
    await settle()
    expect(browser.count(LOGOUT)).toBe(1)
  })

  test('when another tab refreshes, its refresh is aborted and its plan stops', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = browser.openTab('two', ada)
    two.page.start()
    await settle()
    const refresh = browser.last(REFRESH)
    one.page.signOut()
    await settle()
    expect(refresh.aborted).toBe(true)
    await refresh.answer(grant(ada, 'token-late'))
    expect(two.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out-elsewhere' })
    await browser.last(LOGOUT).answer(new Response(null, { status: 204 }))
    const before = browser.requests.length
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(browser.requests).toHaveLength(before)
  })

  test('when a page is loaded before the server knows, each try and the end of it reach that page', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    one.page.signOut()
    await settle()
    await browser.last(LOGOUT).fail()
    const two = browser.openTab('two', ada)
    two.page.start()
    await settle()
    const refresh = browser.last(REFRESH)
    expect(refresh.tab).toBe('two')
    await vi.advanceTimersByTimeAsync(500)
    expect(refresh.aborted).toBe(true)
    expect(two.state.endReason).toBe('signed-out-elsewhere')

    const logout = browser.last(LOGOUT)
    const three = browser.openTab('three', ada)
    three.page.start()
    await vi.advanceTimersByTimeAsync(3_000)
    const late = browser.last(REFRESH)
    expect(late.tab).toBe('three')
    await logout.answer(new Response(null, { status: 204 }))
    expect(late.aborted).toBe(true)
    expect(three.state.endReason).toBe('signed-out-elsewhere')
  })

  test('when a render from before it arrives in another tab, that tab stays signed out', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', ada)
    one.page.signOut()
    await settle()
    await browser.last(LOGOUT).fail()
    two.page.renderedFor(ada.id)
    await settle()
    expect(browser.count(REFRESH)).toBe(2)
  })

  test('when another tab is about to be signed in, it stays signed out', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', null)
    const two = await openTab(browser, 'two', null)
    await signIn(browser, one, ada)
    const refresh = browser.last(REFRESH)
    expect(refresh.tab).toBe('two')
    one.page.signOut()
    await settle()
    expect(refresh.aborted).toBe(true)
    await refresh.answer(grant(ada, 'token-late'))
    expect(two.state.status).toBe('signed-out')
  })
})

describe('the server ends a session', () => {
  test('when the server ends a session in one tab, the other tabs ask, and end', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', ada)
    await one.restore()
    await browser.last(REFRESH).answer(problem(401, 'token-reuse'))
    expect(browser.messages).toEqual([{ type: 'check', reason: 'token-reuse' }])
    expect(two.state.status).toBe('signed-in')
    expect(browser.last(REFRESH).tab).toBe('two')
    await browser.last(REFRESH).answer(problem(401, 'no-session'))
    // The first answer has cleared the cookie they share; the reason is the one of the message.
    expect(two.state).toMatchObject({ status: 'signed-out', endReason: 'token-reuse' })
    expect(one.state.endReason).toBe('token-reuse')
    expect(browser.count(REFRESH)).toBe(4)
  })

  test('when a tab is a visitor’s, it sends no request', async () => {
    const browser = createFakeBrowser()
    await openTab(browser, 'one', null)
    browser.shout({ type: 'check', reason: 'token-reuse' })
    await settle()
    expect(browser.requests).toEqual([])
  })
})

test('when a message is not of this app, nothing changes', async () => {
  const browser = createFakeBrowser()
  const tab = await openTab(browser, 'one', ada)
  const before = tab.state
  for (const data of [null, 'signed-out', { type: 'signed-in' }, { type: 'signed-out', x: 1 }]) {
    browser.shout(data)
  }
  await settle()
  expect(tab.state).toBe(before)
  expect(browser.requests).toHaveLength(1)
})

test('when the page of a tab is unmounted, it ignores messages', async () => {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', ada)
  tab.page.start()()
  browser.shout({ type: 'signed-out' })
  expect(tab.state.status).toBe('signed-in')
})

test('when tabs send messages, no message has a token or an address', async () => {
  const browser = createFakeBrowser()
  const one = await openTab(browser, 'one', ada)
  await openTab(browser, 'two', ada)
  await signIn(browser, one, ada)
  one.page.signOut()
  await settle()
  expect(browser.messages).toEqual([{ type: 'signed-in', userId: ada.id }, { type: 'signed-out' }])
})
