import { expect, test } from 'vitest'
import { createFakeBrowser, grant, html, problem, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import { REFRESH, withFakeTime } from './pages'

const RESET = '/api/auth/reset-password'

withFakeTime()

const done = () => new Response(null, { status: 204 })

/** A page that is sending a reset. @param user who is signed in on it. */
async function resetting(user: typeof ada | null) {
  const browser = createFakeBrowser()
  const tab = browser.openTab('one', user)
  tab.page.start()
  await settle()
  if (user) await browser.last(REFRESH).answer(grant(user, 'token-one'))
  const result = tab.page.resetPassword('the token', 'new')
  await settle()
  return { browser, tab, result }
}

test('when a visitor resets, token and password are in the body alone, and no one is signed in', async () => {
  const { browser, tab, result } = await resetting(null)
  const { init } = browser.last(RESET)
  expect(JSON.parse(String(init.body))).toEqual({ token: 'the token', newPassword: 'new' })
  expect(new Headers(init.headers).has('authorization')).toBe(false)
  await browser.last(RESET).answer(done())
  expect(await result).toEqual({ ok: true })
  expect(tab.state.status).toBe('signed-out')
  expect(browser.count(REFRESH)).toBe(0)
})

test('when it ends the session of this very page, the page says why', async () => {
  const { browser, tab, result } = await resetting(ada)
  await browser.last(RESET).answer(done())
  await result
  await settle()
  const reason = { reason: 'password-change' }
  await browser.last(REFRESH).answer(problem(401, 'session-revoked', reason))
  expect(tab.state).toMatchObject({ status: 'signed-out', endReason: 'password-change' })
})

test('when a refresh is under way as it is done, the page asks again', async () => {
  const { browser, tab, result } = await resetting(ada)
  const reset = browser.last(RESET)
  await tab.restore()
  await reset.answer(done())
  await result
  await settle()
  expect(browser.count(REFRESH)).toBe(3)
})

test('when the link is refused, the page stays signed in, and its session is not asked about', async () => {
  const { browser, tab, result } = await resetting(ada)
  await browser.last(RESET).answer(problem(401, 'invalid-token', { detail: 'Used.' }))
  expect(await result).toMatchObject({ ok: false, code: 'invalid-token', detail: 'Used.' })
  await settle()
  expect(tab.state.status).toBe('signed-in')
  expect(browser.count(REFRESH)).toBe(1)
})

test('when the answer is lost or is not the app’s, it may have been done', async () => {
  const { browser, result } = await resetting(null)
  await browser.last(RESET).answer(html(502))
  expect(await result).toMatchObject({ code: 'unexpected-answer', perhapsDone: true })
})
