/** `?next=` leads to a path of this origin and to no other: phishing must not borrow its name. */

import { enter, expectAccount } from '../../e2e/browser/support/pages'
import { expect, test } from '../../e2e/browser/support/test'
import { Client } from '../../e2e/support/client'
import { signUp } from '../../e2e/support/people'

/** `proof/edge/next-path.test.ts` has them all. */
const ELSEWHERE = [
  '//other.invalid/',
  '/\\other.invalid/',
  '/\t/other.invalid/',
  'javascript:alert(1)',
]

const withNext = (path: string, next: string) => `${path}?${new URLSearchParams({ next })}`

test('when a user is signed in, both forms lead on to a path of this origin', async ({
  app,
  page,
  signedIn: _,
}) => {
  for (const path of ['/sign-in', '/sign-up']) {
    for (const next of ELSEWHERE) {
      await page.goto(withNext(path, next))
      await expect(page, next).toHaveURL(`${app.url}/account`)
    }
    const inside = '/nowhere?a=b&c=//d#e'
    await page.goto(withNext(path, inside))
    await expect(page).toHaveURL(app.url + inside)
  }
})

test('when ?next= leads elsewhere, signing in stays here', async ({ app, page }) => {
  const person = await signUp(new Client(app))
  const left: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== app.url) left.push(request.url())
  })
  await page.goto(withNext('/sign-in', '/\\other.invalid/'))
  await enter(page, person)
  await expectAccount(page, person)
  expect(page.url()).toBe(`${app.url}/account`)
  expect(left).toEqual([])
})
