/** What an attacker would try with the pages. */
import { NAME } from '../../lib/brand'
import { newPerson } from '../support/people'
import { watchComplaints } from './support/complaints'
import { callMe, enter, expectAccount, nav, signOut, title } from './support/pages'
import { expect, test } from './support/test'

test('when a user goes through the whole journey, the browser complains of nothing and asks no other origin', async ({
  app,
  context,
  page,
}) => {
  const complaints = await watchComplaints(context)
  const foreign: string[] = []
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== app.url) foreign.push(request.url())
  })
  const person = newPerson()
  await page.goto('/')
  await nav(page).getByRole('link', { name: 'Sign up' }).click()
  await enter(page, person)
  await expectAccount(page, person)
  await callMe(page)
  await page.getByRole('banner').getByRole('link', { name: NAME }).click()
  await page.getByRole('link', { name: 'Go to your account' }).click()
  await expectAccount(page, person)
  await page.reload()
  await callMe(page)
  await signOut(page)
  await expect(title(page, 'Sign in')).toBeVisible()
  await enter(page, person)
  await expectAccount(page, person)
  await page.waitForLoadState('networkidle')
  expect(complaints).toEqual([])
  expect(foreign).toEqual([])

  // The one thing to complain about on a page that is not there is that it is not.
  await page.goto('/nowhere')
  await expect(title(page, 'Page not found')).toBeVisible()
  expect(complaints).toEqual([expect.stringContaining('404')])
})

test('when a page of a user is loaded, its policy and all its scripts have a new nonce', async ({
  context,
  page,
  signedIn: _,
}) => {
  const nonces = new Set<string>()
  for (const path of ['/account', '/account', '/account/sessions']) {
    const response = await context.request.get(path)
    const policy = response.headers()['content-security-policy'] ?? ''
    const nonce =
      /script-src 'self' 'nonce-([\w-]{22,})' .*'strict-dynamic'/.exec(policy)?.[1] ?? ''
    expect(nonce).not.toBe('')
    expect(policy).not.toContain('unsafe')
    nonces.add(nonce)
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(3)
    // All but the one that every page has, which the policy names by its hash.
    const without = scripts.filter((script) => !script.includes(`nonce="${nonce}"`))
    expect(without).toEqual(['<script>'])
  }
  expect(nonces.size).toBe(3)
  // The browser hides it: a style sheet's selectors cannot read it out.
  await page.goto('/account')
  expect(
    await page.evaluate(() => document.querySelector('script[nonce]')?.getAttribute('nonce')),
  ).toBe('')
})
