/** What the tests of a page's session begin with. Time is the test's own. */
import { afterEach, beforeEach, vi } from 'vitest'
import { createFakeBrowser, type FakeBrowser, grant, settle } from '../../lib/client/testing'
import { ada } from '../../lib/contract/testing'
import type { User } from '../../lib/contract/user'

export const REFRESH = '/api/auth/refresh'
export const LOGIN = '/api/auth/login'
export const LOGOUT = '/api/auth/logout'

export const bearerOf = ({ init }: { init: RequestInit }) =>
  new Headers(init.headers).get('authorization')

/** The 204 of a sign-out. */
export const confirmation = () => new Response(null, { status: 204 })

export function withFakeTime(): void {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
}

/** A started tab; of a user, with its first token: `token-one` in the tab `one`. */
export async function openTab(
  browser: FakeBrowser,
  name: string,
  user: User | null = ada,
  expiresIn = 900,
) {
  const tab = browser.openTab(name, user)
  tab.page.start()
  await settle()
  if (user) await browser.last(REFRESH).answer(grant(user, `token-${name}`, expiresIn))
  return tab
}

/** A browser with one tab of a signed-in user. */
export async function signedIn(expiresIn = 900) {
  const browser = createFakeBrowser()
  return { browser, tab: await openTab(browser, 'one', ada, expiresIn) }
}

/** Signs a user in, in one of the tabs. */
export async function signIn(
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
