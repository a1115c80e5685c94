import { describe, expect, test, vi } from 'vitest'
import {
  createFakeBrowser,
  type FakeRequest,
  grant,
  html,
  problem,
  settle,
} from '../../lib/client/testing'
import { account, ada, ben } from '../../lib/contract/testing'
import { LOGIN, LOGOUT, REFRESH, withFakeTime } from './pages'

const SIGN_UP = '/api/auth/sign-up'

withFakeTime()

function open(user: typeof ada | null = null) {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', user)
  tab.page.start()
  return { browser, tab }
}

describe('signing in', () => {
  test('when it succeeds, the page is signed in, the other tabs get a message, and the next refresh is planned', async () => {
    const { browser, tab } = open()
    const result = tab.page.signIn(ada.email, 'correct horse')
    await settle()
    expect(browser.last(LOGIN).init.body).toBe(
      JSON.stringify({ email: ada.email, password: 'correct horse' }),
    )
    expect(tab.state.status).toBe('signed-out')
    await browser.last(LOGIN).answer(grant(ada, 'token-1'))
    expect(await result).toEqual({ ok: true })
    expect(tab.state).toEqual({
      status: 'signed-in',
      user: ada,
      endReason: null,
      endedBefore: false,
      connection: 'ok',
      signOutStatus: 'none',
    })
    expect(browser.messages).toEqual([{ type: 'signed-in', userId: ada.id }])
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-1' })
    await vi.advanceTimersByTimeAsync(840_000)
    expect(browser.count(REFRESH)).toBe(1)
  })

  test('when it is refused, the state stays and the answer of the server is returned', async () => {
    const { browser, tab } = open()
    const before = tab.state
    const result = tab.page.signIn('ada', 'x')
    await settle()
    const errors = [{ path: 'email', message: 'Not an email address.' }]
    await browser
      .last(LOGIN)
      .answer(problem(422, 'invalid-input', { detail: 'Check your input.', errors }))
    expect(await result).toEqual({
      ok: false,
      code: 'invalid-input',
      detail: 'Check your input.',
      errors,
      retryAfter: null,
    })
    expect(tab.state).toBe(before)
    expect(browser.messages).toEqual([])
  })

  test('when a wrong password gets a 401, no session ends', async () => {
    const { browser, tab } = open(ada)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-1'))
    const result = tab.page.signIn(ben.email, 'wrong')
    await settle()
    await browser.last(LOGIN).answer(problem(401, 'invalid-credentials', { detail: 'Wrong.' }))
    expect(await result).toMatchObject({ ok: false, code: 'invalid-credentials', detail: 'Wrong.' })
    expect(tab.state).toMatchObject({ status: 'signed-in', user: ada })
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-1' })
  })

  test.each([
    ['no answer', (r: FakeRequest) => r.fail(), 'unreachable'],
    ['a portal’s page', (r: FakeRequest) => r.answer(html(200)), 'unexpected-answer'],
    ['a 429', (r: FakeRequest) => r.answer(html(429, { 'retry-after': '9' })), 'too-many-requests'],
  ])('when there is %s, it fails with a sentence', async (_name, answer, code) => {
    const { browser, tab } = open()
    const result = tab.page.signIn(ada.email, 'x')
    await settle()
    await answer(browser.last(LOGIN))
    const failure = await result
    expect(failure).toMatchObject({ ok: false, code, detail: expect.stringMatching(/\w+\.$/) })
    expect(tab.state.status).toBe('signed-out')
  })

  test('when the server takes longer than twenty seconds, it times out', async () => {
    const { browser, tab } = open()
    const result = tab.page.signIn(ada.email, 'x')
    await vi.advanceTimersByTimeAsync(19_999)
    expect(browser.last(LOGIN).aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await result).toMatchObject({ ok: false, code: 'timeout' })
  })

  test('when a refresh is in flight, it is aborted and its late answer changes nothing', async () => {
    const { browser, tab } = open(ada)
    await settle()
    const refresh = browser.last(REFRESH)
    const result = tab.page.signIn(ada.email, 'x')
    await settle()
    expect(refresh.aborted).toBe(true)
    await refresh.answer(grant(ada, 'token-late'))
    await browser.last(LOGIN).answer(grant(ada, 'token-login'))
    await result
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-login' })
  })

  test('when it fails, the refresh that it aborted is sent again', async () => {
    const { browser, tab } = open(ada)
    await settle()
    const result = tab.page.signIn(ada.email, 'wrong')
    await settle()
    await browser.last(LOGIN).answer(problem(401, 'invalid-credentials'))
    await result
    await settle()
    expect(browser.count(REFRESH)).toBe(2)
    await browser.last(REFRESH).answer(grant(ada, 'token-1'))
    expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'ok' })
  })

  test('when it is under way, no refresh starts', async () => {
    const { browser, tab } = open(ada)
    await settle()
    await browser.last(REFRESH).answer(grant(ada, 'token-1', 10))
    const result = tab.page.signIn(ada.email, 'x')
    await vi.advanceTimersByTimeAsync(15_000)
    await tab.connect(true)
    expect(browser.count(REFRESH)).toBe(1)
    await browser.last(LOGIN).answer(grant(ada, 'token-2'))
    await result
    expect(browser.count(REFRESH)).toBe(1)
  })

  test('when the user submits twice, the second sign-in waits for the first', async () => {
    const { browser, tab } = open()
    const results = [tab.page.signIn(ada.email, 'x'), tab.page.signIn(ada.email, 'x')]
    await settle()
    expect(browser.count(LOGIN)).toBe(1)
    await browser.last(LOGIN).answer(grant(ada, 'token-1'))
    expect(browser.count(LOGIN)).toBe(2)
    await browser.last(LOGIN).answer(grant(ada, 'token-2'))
    expect(await Promise.all(results)).toEqual([{ ok: true }, { ok: true }])
    expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-2' })
  })

  test('when the user signs out meanwhile, the page is signed out', async () => {
    const { browser, tab } = open()
    const result = tab.page.signIn(ada.email, 'x')
    await settle()
    const login = browser.last(LOGIN)
    tab.page.signOut()
    await settle()
    expect(login.aborted).toBe(true)
    await login.answer(grant(ada, 'token-1'))
    expect(await result).toMatchObject({ ok: false, code: 'no-session' })
    await browser.last(LOGOUT).answer(new Response(null, { status: 204 }))
    expect(tab.state).toMatchObject({ status: 'signed-out', signOutStatus: 'confirmed' })
  })

  test('when the session before had ended, its reason is cleared', async () => {
    const { browser, tab } = open(ada)
    await settle()
    await browser.last(REFRESH).answer(problem(401, 'session-expired'))
    const result = tab.page.signIn(ada.email, 'x')
    await settle()
    await browser.last(LOGIN).answer(grant(ada, 'token-1'))
    await result
    expect(tab.state).toMatchObject({ status: 'signed-in', endReason: null })
    expect(tab.reloads).toBe(0)
  })

  test('when another user than that of the document signs in, the document is loaded again', async () => {
    const { browser, tab } = open(ada)
    await settle()
    await browser.last(REFRESH).answer(problem(401, 'session-expired'))
    const result = tab.page.signIn(ben.email, 'x')
    await settle()
    await browser.last(LOGIN).answer(grant(ben, 'token-ben'))
    expect(await result).toEqual({ ok: true })
    expect(tab.reloads).toBe(1)
    expect(browser.messages.at(-1)).toEqual({ type: 'signed-in', userId: ben.id })
    expect(await tab.session.access(null)).toEqual({ kind: 'none' })
  })
})

describe('signing up', () => {
  test('when it succeeds, the page signs in with the same credentials', async () => {
    const { browser, tab } = open()
    const result = tab.page.signUp(account)
    await settle()
    const { body } = browser.last(SIGN_UP).init
    expect(body).toBe(JSON.stringify(account))
    await browser.last(SIGN_UP).answer(Response.json({ user: ada }, { status: 201 }))
    const { email, password } = account
    expect(browser.last(LOGIN).init.body).toBe(JSON.stringify({ email, password }))
    await browser.last(LOGIN).answer(grant(ada, 'token-1'))
    expect(await result).toEqual({ ok: true })
    expect(tab.state).toMatchObject({ status: 'signed-in', user: ada })
  })

  test('when the address has to be verified, it succeeds and the page stays signed out', async () => {
    const { browser, tab } = open()
    const result = tab.page.signUp(account)
    await settle()
    const headers = { 'Mail-Outbox': '/dev/outbox' }
    await browser.last(SIGN_UP).answer(Response.json({}, { status: 202, headers }))
    expect(await result).toEqual({ ok: true, outbox: '/dev/outbox' })
    expect(tab.state.status).toBe('signed-out')
    expect(browser.requests).toHaveLength(1)
  })

  test('when the server refuses, its answer is returned', async () => {
    const { browser, tab } = open()
    const result = tab.page.signUp(account)
    await settle()
    await browser.last(SIGN_UP).answer(problem(422, 'weak-password', { detail: 'Too common.' }))
    expect(await result).toMatchObject({ ok: false, code: 'weak-password', detail: 'Too common.' })
    expect(browser.requests).toHaveLength(1)
  })

  test('when a sign-up is answered with an unexpected 200, it has failed', async () => {
    const { browser, tab } = open()
    const result = tab.page.signUp(account)
    await settle()
    await browser.last(SIGN_UP).answer(html(200))
    expect(await result).toMatchObject({ ok: false, code: 'unexpected-answer' })
  })

  test('when the account is there and only the sign-in failed, the failure names it', async () => {
    const { browser, tab } = open()
    const result = tab.page.signUp(account)
    await settle()
    await browser.last(SIGN_UP).answer(Response.json({ user: ada }, { status: 201 }))
    await browser.last(LOGIN).answer(problem(503, 'busy', { detail: 'Busy.' }))
    expect(await result).toMatchObject({
      ok: false,
      code: 'busy',
      detail: 'Your account is ready, but signing in to it failed. Busy.',
    })
  })

  test('when the account is there, trying again signs in; another address makes another account', async () => {
    const { browser, tab } = open()
    void tab.page.signUp(account)
    await settle()
    await browser.last(SIGN_UP).answer(Response.json({ user: ada }, { status: 201 }))
    await browser.last(LOGIN).fail()
    void tab.page.signUp({ ...account, email: ben.email })
    await settle()
    expect(browser.count(SIGN_UP)).toBe(2)
    await browser.last(SIGN_UP).answer(problem(503, 'busy'))
    const again = tab.page.signUp(account)
    await settle()
    expect([browser.count(SIGN_UP), browser.count(LOGIN)]).toEqual([2, 2])
    await browser.last(LOGIN).answer(grant(ada, 'token-1'))
    expect(await again).toEqual({ ok: true })
    expect(tab.state).toMatchObject({ status: 'signed-in', user: ada })
  })

  test('when the answer is lost, the failure says that the account may exist', async () => {
    const { tab } = open()
    const result = tab.page.signUp(account)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await result).toMatchObject({
      code: 'timeout',
      detail: expect.stringContaining('sign in'),
    })
  })
})
