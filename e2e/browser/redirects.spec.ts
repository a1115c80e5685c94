/** `?next=` leads nowhere but to a path of this origin: phishing must not borrow its name. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { signUp } from '../support/people'
import { enter, expectAccount } from './support/pages'
import { expect, test } from './support/test'

const ELSEWHERE = [
  'http://other.invalid/',
  '//other.invalid/',
  '///other.invalid/',
  '/\\other.invalid/',
  '\\\\other.invalid/',
  '/\t/other.invalid/',
  '/\n/other.invalid/',
  '/.//other.invalid/',
  '/..//other.invalid/',
  ' //other.invalid/',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'account',
  '@other.invalid',
  '',
]

const withNext = (path: string, next: string) => `${path}?${new URLSearchParams({ next })}`

test('who is signed in is sent to the account, whatever ?next= says', async ({
  app,
  context,
  signedIn,
}) => {
  // Resolved as a browser would.
  const target = async (query: string) => {
    const response = await context.request.get(query, { maxRedirects: 0 })
    expect(response.status(), query).toBe(307)
    return new URL(response.headers().location ?? '', app.url).href
  }
  for (const next of ELSEWHERE) {
    expect(await target(withNext('/sign-in', next)), next).toBe(`${app.url}/account`)
    expect(await target(withNext('/sign-up', next)), next).toBe(`${app.url}/account`)
  }
  expect(await target('/sign-in?next=/&next=//other.invalid')).toBe(`${app.url}/account`)
  const inside = '/nowhere?a=b&c=//d#e'
  expect(await target(withNext('/sign-in', inside))).toBe(app.url + inside)
  const account = await context.request.get('/account')
  expect(await account.text()).toContain(signedIn.person.email)
})

test('when ?next= leads elsewhere, signing in stays here', async ({ app, page }) => {
  const person = await signUp(new Client(app))
  const left = watchLeaving(page, app.url)
  // The server has taken all of them; this is what the page itself makes of one.
  await page.goto(withNext('/sign-in', '/\\other.invalid/'))
  await enter(page, person)
  await expectAccount(page, person)
  expect(page.url()).toBe(`${app.url}/account`)
  expect(left).toEqual([])
})

/** Every request that would leave, and every script that ran. */
function watchLeaving(page: Page, origin: string): string[] {
  const left: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) left.push(request.url())
  })
  page.on('dialog', (dialog) => {
    left.push(`dialog ${dialog.message()}`)
    return dialog.dismiss()
  })
  return left
}
