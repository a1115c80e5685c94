/** A real browser, four tabs, and a user who keeps pressing F5. */

import type { BrowserContext, Page } from 'playwright/test'
import { callMe, expectAccount } from '../../e2e/browser/support/pages'
import { cookieName, isCookieName } from '../../e2e/support/cookie'
import type { Holder } from './support/holder'
import { honest, test } from './support/race'
import { REFRESHED, type Round } from './support/round'

const TABS = 4
const STORMS = 2
/** So many storms and no reload has cut a refresh off: something else is wrong. */
const MOST_STORMS = 20
const RELOADS = 3

/** How far a page has come when F5 is pressed again. At `refresh` its refresh has just been sent. */
const MOMENTS = ['commit', 'refresh', 'domcontentloaded', 'load'] as const

const isRefresh = (request: { url(): string }) => request.url().endsWith('/api/auth/refresh')

/** Puts a session into a browser, as its sign-in would have. */
async function give(context: BrowserContext, { client, round }: Holder): Promise<void> {
  const { url } = round.target
  const secure = url.startsWith('https:')
  const cookie = { name: cookieName(url), value: client.refreshToken ?? '', url, secure }
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Lax' }])
}

/** Logs every refresh of a browser, also of those that a reload cuts off. */
function watch(context: BrowserContext, round: Round): void {
  const log = (outcome: string) => {
    round.count('refreshes')
    round.count(outcome)
    round.log(`a tab refreshes: ${outcome}`)
  }
  context.on('response', (response) => {
    if (isRefresh(response)) {
      log(response.headers()['session-refresh'] ?? `status ${response.status()}`)
    }
  })
  context.on('requestfailed', (request) => {
    if (isRefresh(request)) log('unanswered')
  })
}

async function storm(tab: Page, number: number, round: Round): Promise<void> {
  for (let reload = 0; reload < RELOADS; reload += 1) {
    const moment = round.random.pick(MOMENTS)
    round.log(`tab ${number} loads the page again, until ${moment}`)
    const sent = moment === 'refresh' && tab.waitForRequest(isRefresh)
    // Not `reload`, which fails where the page of the last one is not quite there yet.
    await tab.goto('/account', { waitUntil: moment === 'refresh' ? 'commit' : moment })
    await sent
  }
}

test('when four tabs are reloaded again and again, the session lives', ({ target, browser }) =>
  honest(target, {
    short: 1,
    atOnce: 1,
    async play(round) {
      const owner = await round.newcomer('owner')
      const context = await browser.newContext({ baseURL: target.url })
      round.atEnd(() => context.close())
      watch(context, round)
      await give(context, owner)
      const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()))
      await Promise.all(tabs.map((tab) => tab.goto('/account')))
      for (let number = 1; number <= STORMS || !round.counts.unanswered; number += 1) {
        if (number > MOST_STORMS) throw new Error('No reload has cut a refresh off')
        round.log(`-- storm ${number}`)
        await Promise.all(tabs.map((tab, index) => storm(tab, index + 1, round)))
        // The storm is over, and nothing is on its way any more.
        for (const tab of tabs) {
          await expectAccount(tab, owner.signedIn.person)
          await callMe(tab)
        }
        await round.later()
      }
      const cookies = await context.cookies()
      owner.client.refreshToken = cookies.find(({ name }) => isCookieName(name))?.value
      round.must('the cookie of the browser', await owner.refresh(), ...REFRESHED)
    },
  }))
