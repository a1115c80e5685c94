import { describe, expect, test, vi } from 'vitest'
import {
  createFakeBrowser,
  type FakeBrowser,
  grant,
  problem,
  settle,
} from '../../lib/client/testing'
import { ada, ben } from '../../lib/contract/testing'
import { LOGIN, LOGOUT, openTab, REFRESH, withFakeTime } from './pages'

withFakeTime()

async function signIn(
  browser: FakeBrowser,
  tab: ReturnType<FakeBrowser['openTab']>,
  user: typeof ada,
) {
  const result = tab.page.signIn(user.email, 'x')
  await settle()
  await browser.last(LOGIN).answer(grant(user, `login-${user.id}`))
  await result
  await settle()
}

describe('one refresh at a time in a browser', () => {
  test('tabs take turns', async () => {
    const browser = createFakeBrowser()
    for (const name of ['one', 'two', 'three']) browser.openTab(name, ada).page.start()
    await settle()
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      expect(browser.requests).toHaveLength(index + 1)
      expect(browser.last(REFRESH).tab).toBe(name)
      await browser.last(REFRESH).answer(grant(ada, `token-${name}`))
    }
  })

  test('a tab waits three seconds for another’s, then goes on', async () => {
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

  test('a sign-in waits for another tab’s refresh, whose Set-Cookie must not come after', async () => {
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

  test('a refresh that a sign-out overtook while it waited for the lock is never sent', async () => {
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
  test('reaches every tab at once', async () => {
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

  test('cuts off another tab’s refresh, and stops its plan', async () => {
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

  test('a render from before it does not undo it in another tab either', async () => {
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

  test('a tab that is just becoming signed in stays out', async () => {
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

describe('signing in', () => {
  test('signs in the tabs that are not', async () => {
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

  test('a hidden tab asks when it is seen', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', null)
    const two = await openTab(browser, 'two', null)
    await two.show(false)
    await signIn(browser, one, ada)
    expect(browser.count(REFRESH)).toBe(0)
    await two.show(true)
    expect(browser.count(REFRESH)).toBe(1)
  })

  test('the same person again renews the token in the other tabs: its session has ended', async () => {
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

  test('the token of the ended session is not used again, in a hidden tab either', async () => {
    const browser = createFakeBrowser()
    const tab = await openTab(browser, 'one', ada)
    await tab.show(false)
    browser.shout({ type: 'signed-in', userId: ada.id })
    const access = tab.session.access(null)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-new'))
    expect(await access).toEqual({ kind: 'token', token: 'token-new' })
  })

  test('a refresh from before it is cut off and asked again', async () => {
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

  test('a refresh that cannot be cut off holds nothing up, and its late answer is nothing', async () => {
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

  test('in two tabs at a time, one does not cut off the other', async () => {
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

  test('brings back a tab that was signed out elsewhere', async () => {
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

  test('ends another tab’s unconfirmed sign-out, which would end the new session', async () => {
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

describe('another user signs in', () => {
  test('a tab of the first person drops everything and loads its document again', async () => {
    const browser = createFakeBrowser()
    const one = await openTab(browser, 'one', ada)
    const two = await openTab(browser, 'two', null)
    await signIn(browser, two, ben)
    expect(one.reloads).toBe(1)
    expect(one.state).toMatchObject({ status: 'signed-out', user: null })
    expect(await one.session.access(null)).toEqual({ kind: 'none' })
  })

  test('so does one that the first person had signed out of: it may still show their data', async () => {
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

  test('and one that began as a visitor’s and was signed in since', async () => {
    const browser = createFakeBrowser()
    const tab = await openTab(browser, 'one', null)
    await signIn(browser, tab, ada)
    browser.shout({ type: 'signed-in', userId: ben.id })
    expect(tab.reloads).toBe(1)
    expect(tab.state.status).toBe('signed-out')
  })

  test('found out by a refresh alone, their token is never used on the first person’s page', async () => {
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

  test('when loading again has not helped, the page says why, and does not do it for ever', async () => {
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

  test('a visitor’s tab does not ask', async () => {
    const browser = createFakeBrowser()
    await openTab(browser, 'one', null)
    browser.shout({ type: 'check', reason: 'token-reuse' })
    await settle()
    expect(browser.requests).toEqual([])
  })
})

test('what is no message of ours changes nothing', async () => {
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

test('a tab whose page is unmounted hears nothing', async () => {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', ada)
  tab.page.start()()
  browser.shout({ type: 'signed-out' })
  expect(tab.state.status).toBe('signed-in')
})

test('no message carries a token or an address', async () => {
  const browser = createFakeBrowser()
  const one = await openTab(browser, 'one', ada)
  await openTab(browser, 'two', ada)
  await signIn(browser, one, ada)
  one.page.signOut()
  await settle()
  expect(browser.messages).toEqual([{ type: 'signed-in', userId: ada.id }, { type: 'signed-out' }])
})
