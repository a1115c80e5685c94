/** What happened to the account, as its owner reads it. */
import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright/test'
import { Client } from '../support/client'
import type { AppDatabase } from '../support/database'
import { newPerson } from '../support/people'
import { signUpOnPage, title } from './support/pages'
import { expect, test } from './support/test'

const PAGE_SIZE = 20

const events = (page: Page): Locator => page.getByRole('main').locator('ol > li')
const pages = (page: Page): Locator => page.getByRole('navigation', { name: 'Pages of activity' })

/** Adds sign-ins of long ago, one a minute, each from another network. */
function addEvents(database: AppDatabase, userId: string, count: number): void {
  const insert = database.native.prepare(
    'INSERT INTO security_events (id, user_id, type, created_at, ip) VALUES (?, ?, ?, ?, ?)',
  )
  const start = Date.now() - 86_400_000
  for (let index = 0; index < count; index += 1) {
    const network = `198.51.${index}.0/24`
    insert.run(randomUUID(), userId, 'sign-in', start - index * 60_000, network)
  }
}

test('when something happened, the page says it in words, newest first, and marks this session @phone', async ({
  app,
  database,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  for (let guess = 0; guess < 2; guess += 1) {
    await new Client(app).post('/api/auth/login', { ...person, password: 'not the password' })
  }
  const counted = () => database.eventsOf(database.user(person.email)?.id ?? '')[0]?.count
  await expect.poll(counted).toBe(2)
  // Within one minute; and begun before what came in between, on another day.
  const move = (time: string) =>
    database.native
      .prepare(`UPDATE security_events SET created_at = ${time} WHERE type = 'sign-in-failed'`)
      .run()
  move('last_at')
  await page.goto('/account/activity')
  await expect(events(page).nth(0)).toContainText(/2 times, \w+ \d+, \d{4}, \d+:\d\d/)
  move('last_at - 86400000')
  await page.reload()
  await expect(title(page, 'Activity')).toBeVisible()
  await expect(events(page).getByRole('heading')).toHaveText([
    'Sign-in failed',
    'Signed in',
    'Account created',
  ])
  await expect(events(page).nth(0)).toContainText('with a wrong password')
  await expect(events(page).nth(0)).toContainText(/2 times, .* – /)
  await expect(events(page).nth(0)).toContainText('Last from Unknown browser')
  await expect(events(page).nth(0)).not.toContainText('this session')
  await expect(events(page).nth(1)).toContainText(/Chrome.*IP address 127\.0\.0\.\* · this session/)
  await expect(pages(page)).toHaveCount(0)
})

test('when there is more than a page, links lead to the older ones and back', async ({
  database,
  page,
  signedIn,
}) => {
  addEvents(database, signedIn.user.id, 2 * PAGE_SIZE)
  await page.goto('/account/activity')
  const seen: string[] = []
  const read = async () => seen.push(...(await events(page).allTextContents()))
  await expect(events(page)).toHaveCount(PAGE_SIZE)
  // The times are in UTC until the scripts have run, and what is read here is compared with later pages.
  await expect(events(page).filter({ hasText: 'UTC' })).toHaveCount(0)
  await read()
  await expect(pages(page).getByRole('link')).toHaveText(['Older'])

  await pages(page).getByRole('link', { name: 'Older' }).click()
  await expect(page).toHaveURL(/cursor=/)
  await expect(events(page).first()).not.toHaveText(seen[0] ?? '')
  await expect(pages(page).getByRole('link')).toHaveText(['Newest', 'Older'])
  await read()
  await pages(page).getByRole('link', { name: 'Older' }).click()
  await expect(pages(page).getByRole('link')).toHaveText(['Newest'])
  await expect(events(page)).toHaveCount(2)
  await read()
  // Signing up, signing in, and all that was added, each once.
  expect(seen).toHaveLength(2 * PAGE_SIZE + 2)
  expect(new Set(seen).size).toBe(seen.length)

  await pages(page).getByRole('link', { name: 'Newest' }).click()
  await expect(page).toHaveURL('/account/activity')
  await expect(events(page).first()).toHaveText(seen[0] ?? '')
})
