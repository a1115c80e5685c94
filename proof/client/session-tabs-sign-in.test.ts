import { describe, expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, settle } from '../../lib/client/testing'
import { ada, ben } from '../../lib/contract/testing'
import { LOGIN, LOGOUT, openTab, REFRESH, signIn, withFakeTime } from './pages'

withFakeTime()

describe('signing in', () => {
  test('when other tabs are signed out, they are signed in', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', null)
    const two = await openTab(browser, 'two', null)
    await signIn(browser, one, ada)
    expect(browser.last(REFRESH).tab).toBe('two')
    await browser.last(REFRESH).answer(grant(ada, 'token-two'))
    expect(two.state).toMatchObject({ status: 'signed-in', user: ada })
    expect(two.reloads).toBe(0)
    expect(await two.session.access(null)).toEqual({ kind: 'token', token: 'token-two' })
  })

  test('when a tab is hidden, it refreshes only when it is shown', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', null)
    const two = await openTab(browser, 'two', null)
    await two.show(false)
    await signIn(browser, one, ada)
    expect(browser.count(REFRESH)).toBe(0)
    await two.show(true)
    expect(browser.count(REFRESH)).toBe(1)
  })

  test('when the same user signs in again, the other tabs replace the token of the ended session', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', ada)
    await signIn(browser, one, ada)
    expect(two.state.status).toBe('signed-in')
    expect(two.reloads).toBe(0)
    expect(browser.last(REFRESH).tab).toBe('two')
    await browser.last(REFRESH).answer(grant(ada, 'token-new'))
    expect(await two.session.access(null)).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('when a tab is hidden, it does not use the token of the ended session either', async () => {
    const browser = createFakeBrowser()
    const tab = await openTab(browser, 'one', ada)
    await tab.show(false)
    browser.shout({ type: 'signed-in', userId: ada.id })
    const access = tab.session.access(null)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-new'))
    expect(await access).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('when a refresh from before it is in flight, it is aborted and sent again', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    tab.page.start()
    await settle()
    const early = browser.last(REFRESH)
    browser.shout({ type: 'signed-in', userId: ada.id })
    await settle()
    expect(early.aborted).toBe(true)
    expect(browser.count(REFRESH)).toBe(2)
    await browser.last(REFRESH).answer(grant(ada, 'token-new'))
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('when a refresh cannot be aborted, nothing waits for it and its late answer is ignored', async () => {
    const browser = createFakeBrowser()
    const answers: ((response: Response) => void)[] = []
    const tab = browser.openTab('one', ada, {
      fetch: () => new Promise((resolve) => answers.push(resolve)),
    })
    tab.page.start()
    await settle()
    browser.shout({ type: 'signed-in', userId: ada.id })
    // As long as the early one holds the lock.
    await vi.advanceTimersByTimeAsync(3_000)
    expect(answers).toHaveLength(2)
    answers[1]?.(grant(ada, 'token-new'))
    await settle()
    answers[0]?.(grant(ada, 'token-old'))
    await settle()
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('when two tabs sign in at once, neither aborts the other', async () => {
    const browser = createFakeBrowser()
    const tab = await openTab(browser, 'one', null)
    const result = tab.page.signIn(ada.email, 'x')
    await settle()
    browser.shout({ type: 'signed-in', userId: ada.id })
    await settle()
    await browser.last(LOGIN).answer(grant(ada, 'token-1'))
    expect(await result).toEqual({ ok: true })
    expect(tab.state).toMatchObject({ status: 'signed-in', user: ada })
  })

  test('when a tab was signed out elsewhere, it is signed in again', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', ada)
    one.page.signOut()
    await settle()
    await browser.last(LOGOUT).answer(new Response(null, { status: 204 }))
    await signIn(browser, one, ada)
    await browser.last(REFRESH).answer(grant(ada, 'token-two'))
    expect(two.state).toMatchObject({ status: 'signed-in', endReason: null })
  })

  test('when another tab has an unconfirmed sign-out, it is dropped: it would end the new session', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', null)
    one.page.signOut()
    await settle()
    await browser.last(LOGOUT).fail()
    expect(one.state.signOutStatus).toBe('unconfirmed')
    await one.show(false)
    await signIn(browser, two, ada)
    expect(one.state.signOutStatus).toBe('confirmed')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(browser.count(LOGOUT)).toBe(1)
  })
})

describe('when another user signs in', () => {
  test('a tab of the first user drops its state and reloads', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', null)
    await signIn(browser, two, ben)
    expect(one.reloads).toBe(1)
    expect(one.state).toMatchObject({ status: 'signed-out', user: null })
    expect(await one.session.access(null)).toEqual({ kind: 'none' })
  })

  test('a tab that the first user signed out of reloads: it may still show their data', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', ada)
    two.page.signOut()
    await settle()
    await browser.last(LOGOUT).answer(new Response(null, { status: 204 }))
    const three = await openTab(browser, 'three', null)
    await signIn(browser, three, ben)
    expect(one.reloads).toBe(1)
    expect(one.state.status).toBe('signed-out')
  })

  test('a tab that began as a visitor’s and was signed in later reloads', async () => {
    const browser = createFakeBrowser()
    const tab = await openTab(browser, 'one', null)
    await signIn(browser, tab, ada)
    browser.shout({ type: 'signed-in', userId: ben.id })
    expect(tab.reloads).toBe(1)
    expect(tab.state.status).toBe('signed-out')
  })

  test('and only a refresh shows it, the page of the first user does not use the new token', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    const access = tab.session.access(null)
    tab.page.start()
    await settle()
    await browser.last(REFRESH).answer(grant(ben, 'token-ben'))
    expect(await access).toMatchObject({ kind: 'failed', failure: { code: 'no-session' } })
    expect(tab.reloads).toBe(1)
    expect(tab.state).toMatchObject({ status: 'signed-out', user: null })
  })

  test('and a reload has not helped, the page says why and does not reload again', async () => {
    const browser = createFakeBrowser()
    const tab = browser.openTab('one', ada)
    tab.reloaded = true
    tab.page.start()
    await settle()
    await browser.last(REFRESH).answer(grant(ben, 'token-ben'))
    expect(tab.reloads).toBe(0)
    expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'cookie-conflict' })
  })
})
