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

test('when a page is loaded, its policy and all its scripts have a new nonce', async ({
  page,
  request,
}) => {
  const nonces = new Set<string>()
  for (const path of ['/', '/', '/sign-in', '/sign-up', '/reset-password', '/nowhere']) {
    const response = await request.get(path)
    const policy = response.headers()['content-security-policy'] ?? ''
    const nonce = /script-src 'self' 'nonce-([\w-]{22,})' 'strict-dynamic'/.exec(policy)?.[1] ?? ''
    expect(nonce).not.toBe('')
    expect(policy).not.toContain('unsafe')
    nonces.add(nonce)
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(3)
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
  }
  expect(nonces.size).toBe(6)
  // The browser hides it: a style sheet's selectors cannot read it out.
  await page.goto('/')
  expect(await page.evaluate(() => document.querySelector('script')?.getAttribute('nonce'))).toBe(
    '',
  )
})
