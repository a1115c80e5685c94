import { expect, test, vi } from 'vitest'
import { createFakeBrowser, grant, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { REFRESH, withFakeTime } from './pages'

withFakeTime()

function open(user: typeof ada | null = ada) {
  const browser = createFakeBrowser()
  return { browser, tab: browser.openTab('one', user) }
}

test('a visitor’s call has no token and asks for none', async () => {
  const { browser, tab } = open(null)
  expect(await tab.session.access(null)).toEqual({ kind: 'none' })
  expect(browser.requests).toEqual([])
})

test('a call before the page has started gets the first token, and the start joins it', async () => {
  const { browser, tab } = open()
  const access = tab.session.access(null)
  tab.page.start()
  await settle()
  expect(browser.requests).toHaveLength(1)
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  expect(await access).toEqual({ kind: 'token', token: 'token-1' })
})

test('ten calls at once cause one refresh', async () => {
  const { browser, tab } = open()
  const calls = Promise.all(Array.from({ length: 10 }, () => tab.session.access(null)))
  await settle()
  await browser.last(REFRESH).answer(grant(ada, 'token-1'))
  expect(new Set((await calls).map((access) => JSON.stringify(access))).size).toBe(1)
  expect(browser.requests).toHaveLength(1)
})

test('a token that is over is replaced first, in a hidden tab too', async () => {
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

test('a token in its last minute is used, and its successor fetched beside', async () => {
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

test('a refused token is replaced once, however many calls it was refused to', async () => {
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

test('a refusal ends nothing by itself: the refresh decides', async () => {
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

test('a call asks at once, however long the back-off still is', async () => {
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

test('a call that waited through a sign-out is not sent', async () => {
  const { browser, tab } = open()
  const access = tab.session.access(null)
  await settle()
  tab.page.signOut()
  expect(await access).toMatchObject({ kind: 'failed', failure: { code: 'no-session' } })
  expect(browser.requests[0]?.aborted).toBe(true)
})

test('a call made while signing in again waits for it and uses its token', async () => {
  const { browser, tab } = open()
  const result = tab.page.signIn(ada.email, 'password')
  const access = tab.session.access(null)
  await settle()
  expect(browser.count(REFRESH)).toBe(0)
  await browser.last('/api/auth/login').answer(grant(ada, 'token-login'))
  expect(await result).toEqual({ ok: true })
  expect(await access).toEqual({ kind: 'token', token: 'token-login' })
})
