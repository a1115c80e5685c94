import { describe, expect, test, vi } from 'vitest'
import { html, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { bearerOf, confirmation, openTab, signedIn, withFakeTime } from './pages'

const LOGOUT_ALL = '/api/auth/logout-all'
const ACCOUNT = '/api/account'

withFakeTime()

describe('signing out everywhere', () => {
  test('when it is done with the access token, every tab is signed out and names the reason', async () => {
    const { browser, tab } = await signedIn()
    const two = await openTab(browser, 'two')
    const result = tab.page.signOutEverywhere()
    await settle()
    expect(bearerOf(browser.last(LOGOUT_ALL))).toBe('Bearer token-one')
    expect(tab.state.status).toBe('signed-in')
    await browser.last(LOGOUT_ALL).answer(confirmation())
    expect(await result).toEqual({ ok: true })
    expect(tab.state).toMatchObject({
      status: 'signed-out',
      user: null,
      endReason: 'signed-out-everywhere',
      signOutStatus: 'none',
    })
    expect(two.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out-elsewhere' })
    expect(await tab.session.access(null)).toEqual({ kind: 'none' })
    tab.page.renderedFor(ada.id)
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(browser.requests).toHaveLength(3)
  })

  test.each([
    ['no answer', null],
    ['a 503', () => problem(503, 'busy')],
    ['a portal’s page', () => html(200)],
  ])(
    'when the answer is %s, it is a failure: no user believes to be safe who is not',
    async (_name, answer) => {
      const { browser, tab } = await signedIn()
      const result = tab.page.signOutEverywhere()
      await settle()
      if (answer) await browser.last(LOGOUT_ALL).answer(answer())
      else await browser.last(LOGOUT_ALL).fail()
      expect(await result).toMatchObject({ ok: false })
      expect(tab.state.status).toBe('signed-in')
      expect(browser.messages).toEqual([])
    },
  )

  test('when another tab refreshes, it waits: that Set-Cookie must not come after it', async () => {
    const { browser, tab } = await signedIn()
    const release = browser.locks.hold()
    void tab.page.signOutEverywhere()
    await settle()
    expect(browser.count(LOGOUT_ALL)).toBe(0)
    release()
    await settle()
    expect(browser.count(LOGOUT_ALL)).toBe(1)
  })
})

describe('deleting the account', () => {
  test('when it is done, the page is signed out and says where the mail is, and so is every tab', async () => {
    const { browser, tab } = await signedIn()
    const two = await openTab(browser, 'two')
    const result = tab.page.deleteAccount()
    await settle()
    const call = browser.last(ACCOUNT)
    expect([call.init.method, call.init.body]).toEqual(['DELETE', null])
    expect(bearerOf(call)).toBe('Bearer token-one')
    expect(tab.state.status).toBe('signed-in')
    const headers = { 'Mail-Outbox': '/dev/outbox' }
    await call.answer(new Response(null, { status: 204, headers }))
    expect(await result).toEqual({ ok: true, outbox: '/dev/outbox' })
    expect(tab.state).toMatchObject({
      status: 'signed-out',
      user: null,
      endReason: 'account-deleted',
    })
    expect(two.state).toMatchObject({ status: 'signed-out', endReason: 'signed-out-elsewhere' })
    await tab.restore()
    expect(tab.reloads).toBe(0)
  })

  test('when it needs the password, it goes on once that is shown', async () => {
    const { browser, tab } = await signedIn()
    const ask = vi.fn(async (_purpose: string | null) => true)
    tab.page.onStepUp(ask)
    const result = tab.page.deleteAccount()
    await settle()
    await browser.last(ACCOUNT).answer(problem(403, 'step-up-required'))
    await settle()
    expect(ask.mock.calls).toEqual([['to delete your account']])
    await browser.last(ACCOUNT).answer(confirmation())
    expect(await result).toEqual({ ok: true, outbox: null })
  })

  test('when the answer is lost, the account may be deleted, and the page goes on', async () => {
    const { browser, tab } = await signedIn()
    const result = tab.page.deleteAccount()
    await settle()
    await browser.last(ACCOUNT).fail()
    const detail = expect.stringContaining('may be deleted')
    expect(await result).toMatchObject({ code: 'unreachable', detail, perhapsDone: true })
    expect(tab.state.status).toBe('signed-in')
    expect(browser.messages).toEqual([])
  })
})

describe('when signing out everywhere asks for the password', () => {
  const asked = async (answer: boolean) => {
    const { browser, tab } = await signedIn()
    const ask = vi.fn(async (_purpose: string | null) => answer)
    tab.page.onStepUp(ask)
    const result = tab.page.signOutEverywhere()
    await settle()
    await browser.last(LOGOUT_ALL).answer(problem(403, 'step-up-required'))
    await settle()
    expect(ask.mock.calls).toEqual([['to sign out everywhere']])
    return { browser, tab, result }
  }

  test('and it is shown, the call goes on', async () => {
    const { browser, tab, result } = await asked(true)
    expect(browser.count(LOGOUT_ALL)).toBe(2)
    await browser.last(LOGOUT_ALL).answer(confirmation())
    expect(await result).toEqual({ ok: true })
    expect(tab.state.endReason).toBe('signed-out-everywhere')
  })

  test('and it is not shown, no session ends', async () => {
    const { browser, tab, result } = await asked(false)
    expect(await result).toMatchObject({ code: 'step-up-required' })
    expect(browser.count(LOGOUT_ALL)).toBe(1)
    expect(tab.state.status).toBe('signed-in')
  })
})
