import { expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { REFRESH, withFakeTime } from './pages'

withFakeTime()

function open(user: typeof ada | null = ada) {
  const browser = createFakeBrowser()
  return { browser, tab: browser.openTab('one', user) }
}

test('when a visitor calls, the call has no token and sends no refresh', async () => {
  const { browser, tab } = open(null)
  expect(await tab.session.access(null)).toEqual({ kind: 'none' })
  expect(browser.requests).toEqual([])
})

test('when a call comes before the page has started, both use the first refresh', async () => {
  const { browser, tab } = open()
  const access = tab.session.access(null)
  tab.page.start()
  await settle()
  expect(browser.requests).toHaveLength(1)
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  expect(await access).toEqual({ kind: 'token', token: 'token-1' })
})

test('when ten calls start at once, one refresh is sent', async () => {
  const { browser, tab } = open()
  const calls = Promise.all(Array.from({ length: 10 }, () => tab.session.access(null)))
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  expect(new Set((await calls).map((access) => JSON.stringify(access))).size).toBe(1)
  expect(browser.requests).toHaveLength(1)
})

test('when the token has expired, a call gets a new one first, in a hidden tab too', async () => {
  const { browser, tab } = open()
  tab.page.start()
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-1', 900))
  await tab.show(false)
  await vi.advanceTimersByTimeAsync(900_000)
  const access = tab.session.access(null)
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-2', 900))
  expect(await access).toEqual({ kind: 'token', token: 'token-2' })
})

test('when the token is in its last minute, a call uses it and the next one is fetched', async () => {
  const browser = createFakeBrowser()
  let visible = true
  const tab = browser.openTab('one', ada, { isVisible: () => visible })
  tab.page.start()
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-1', 900))
  visible = false
  await vi.advanceTimersByTimeAsync(850_000)
  expect(browser.requests).toHaveLength(1)
  visible = true
  expect(await tab.session.access(null)).toEqual({ kind: 'token', token: 'token-1' })
  await settle()
  expect(browser.requests).toHaveLength(2)
})

test('when a token is refused to several calls, one refresh replaces it', async () => {
  const { browser, tab } = open()
  const first = tab.session.access(null)
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  await first
  const refused = [tab.session.access('token-1'), tab.session.access('token-1')]
  await settle()
  expect(browser.requests).toHaveLength(2)
  await browser.last(REFRESH).answer(grant(ada, 'token-2'))
  expect(await Promise.all(refused)).toEqual([
    { kind: 'token', token: 'token-2' },
    { kind: 'token', token: 'token-2' },
  ])
  // A third, refused late, gets the successor without another refresh.
  expect(await tab.session.access('token-1')).toEqual({ kind: 'token', token: 'token-2' })
  expect(browser.requests).toHaveLength(2)
})

test('when a call is refused, only the answer to the refresh ends the session', async () => {
  const { browser, tab } = open()
  const first = tab.session.access(null)
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  await first
  const refused = tab.session.access('token-1')
  await settle()
  expect(tab.state.status).toBe('signed-in')
  await browser.last(REFRESH).answer(problem(401, 'session-revoked'))
  expect(await refused).toEqual({ kind: 'none' })
  expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'session-revoked' })
})

test('when there is no network, the failure names it', async () => {
  const { browser, tab } = open()
  const access = tab.session.access(null)
  await settle()
  await browser.last(REFRESH).fail()
  expect(await access).toMatchObject({ kind: 'failed', failure: { code: 'unreachable' } })
  expect(tab.state).toMatchObject({ status: 'signed-in', connection: 'unreachable' })
})

test('when a call comes during the back-off, the refresh is sent at once', async () => {
  const { browser, tab } = open()
  tab.page.start()
  await settle()
  await browser.last(REFRESH).fail()
  const access = tab.session.access(null)
  await settle()
  expect(browser.requests).toHaveLength(2)
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  expect(await access).toEqual({ kind: 'token', token: 'token-1' })
})

test('when the user signs out while a call waits, the call is not sent', async () => {
  const { browser, tab } = open()
  const access = tab.session.access(null)
  await settle()
  tab.page.signOut()
  expect(await access).toMatchObject({ kind: 'failed', failure: { code: 'no-session' } })
  expect(browser.requests[0]?.aborted).toBe(true)
})

test('when a call comes during a sign-in, it waits and uses the new token', async () => {
  const { browser, tab } = open()
  const result = tab.page.signIn(ada.email, 'password')
  const access = tab.session.access(null)
  await settle()
  expect(browser.count(REFRESH)).toBe(0)
  await browser.last('/api/auth/login').answer(grant(ada, 'token-login'))
  expect(await result).toEqual({ ok: true })
  expect(await access).toEqual({ kind: 'token', token: 'token-login' })
})
