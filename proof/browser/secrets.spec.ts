/**
 * Where the three secrets of a person may stand, and nowhere else: the password in the body of a
 * sign-up or sign-in, the refresh token in its cookie, the access token in the answer that gives it
 * and in the header of a call.
 */

import {
  callMe,
  enter,
  expectAccount,
  password,
  signOut,
  submit,
  summary,
  title,
} from '../../e2e/browser/support/pages'
import { LONG_AGO, newestSession } from '../../e2e/browser/support/sessions'
import { expect, wired as test } from '../../e2e/browser/support/test'
import type { Exchange } from '../../e2e/browser/support/wire'
import { storedToken } from '../../e2e/support/cookie'
import { newPerson, type Person } from '../../e2e/support/people'
import { NAME } from '../../lib/brand'
import { beginSearch } from './support/search'

test.use({ settings: { AUTH_ACCESS_TOKEN_TTL: '2' } })

const PASSWORD_PLACES = ['POST /api/auth/login request body', 'POST /api/auth/sign-up request body']
const REFRESH_TOKEN_PLACES = [
  'POST /api/auth/login response set-cookie',
  'POST /api/auth/refresh response set-cookie',
  'request cookie',
]
const ACCESS_TOKEN_PLACES = [
  'GET /api/me request authorization',
  'POST /api/auth/login response body',
  'POST /api/auth/refresh response body',
]

test('when a user goes through the whole journey, each secret stands only where it belongs', async ({
  app,
  context,
  database,
  page,
  wire,
}) => {
  const search = beginSearch(app, context, wire.exchanges)
  const person: Person = { ...newPerson(), password: 'violet-anchor-ladder 7 & so on' }
  const wrong = 'violet-anchor-ladder 8 & so on'

  await page.goto('/')
  await page.goto('/sign-up')
  await enter(page, { ...person, password: 'password' })
  // At the field: the advice below it may say the same before the server has answered.
  await expect(password(page)).toHaveAccessibleDescription(/One of the first passwords/)
  await enter(page, person)
  await expectAccount(page, person)
  await callMe(page)
  await search.lookInto(page, 'signed up')

  for (let generation = 1; generation <= 3; generation += 1) {
    const { id, rotated_at } = newestSession(database, person)
    if (rotated_at) database.age(id, 'rotated_at', LONG_AGO)
    await page.reload()
    await callMe(page)
    await page.getByRole('banner').getByRole('link', { name: NAME }).click()
    await page.getByRole('link', { name: 'Go to your account' }).click()
    await callMe(page)
    await search.lookInto(page, `reloaded ${generation}`)
  }
  const second = await context.newPage()
  await second.goto('/account')
  await callMe(second)
  await second.goto('/nowhere')
  await search.lookInto(second, 'at a page that is not there')

  await signOut(page)
  // After the answer: what asks for a page's storage while it is cleared may wait for ever.
  await expect(title(page, 'Sign in')).toBeVisible()
  await search.lookInto(second, 'signed out in the other tab')
  await search.lookInto(page, 'signed out')
  await enter(page, { ...person, password: wrong })
  await expect(summary(page)).toBeVisible()
  await page.goto('/account?from=mail')
  await enter(page, person)
  await expectAccount(page, person)
  await callMe(page)
  await search.lookInto(page, 'signed in again')
  await signOut(page)
  await expect(submit(page)).toHaveText('Sign in')

  const refreshTokens = new Set(wire.exchanges.flatMap(refreshTokensIn))
  const accessTokens = new Set(wire.exchanges.flatMap(accessTokensIn))
  expect(refreshTokens.size).toBeGreaterThanOrEqual(5)
  expect(accessTokens.size).toBeGreaterThanOrEqual(6)
  expectOnly(search.placesOf(person.password), PASSWORD_PLACES)
  expectOnly(search.placesOf(wrong), ['POST /api/auth/login request body'])
  for (const token of refreshTokens) {
    for (const part of unmistakable(token)) {
      expectOnly(search.placesOf(part), REFRESH_TOKEN_PLACES)
    }
  }
  for (const token of accessTokens) {
    for (const part of unmistakable(token)) {
      expectOnly(search.placesOf(part), ACCESS_TOKEN_PLACES)
    }
  }
  // The search has looked: what is no secret stands where it must.
  expect(search.placesOf(person.email)).toEqual(
    expect.arrayContaining([
      'GET /account response body',
      'HTML, signed up',
      'database file',
      'what hangs on window, signed up',
    ]),
  )
})

/** The places are allowed ones, and at least one: a secret that was not seen proves nothing. */
function expectOnly(places: string[], allowed: string[]): void {
  expect(places.length).toBeGreaterThan(0)
  expect(places.filter((place) => !allowed.includes(place))).toEqual([])
}

/** What is unlike that of any other token: the payload and the signature, whole or in part. */
function unmistakable(token: string): string[] {
  const [, payload = '', signature = ''] = token.split('.')
  expect(signature.length).toBeGreaterThanOrEqual(40)
  return [payload, signature, signature.slice(0, 20)]
}

function refreshTokensIn({ responseHeaders }: Exchange): string[] {
  return responseHeaders.flatMap(([name, value]) => {
    const token = storedToken(value)
    return name.toLowerCase() === 'set-cookie' && token ? [token] : []
  })
}

function accessTokensIn({ responseBody }: Exchange): string[] {
  const token = /"accessToken":"([^"]+)"/.exec(responseBody)?.[1]
  return token ? [token] : []
}
