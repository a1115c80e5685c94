/** The page that shows the API's description: a viewer of others, under our rules. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { everyOperation } from '../support/operations'
import { expectAccessible } from './support/axe'
import { watchComplaints } from './support/complaints'
import { title } from './support/pages'
import { expect, test } from './support/test'

const operation = (page: Page, id: string) => page.locator(`.opblock[id$="-${id}"]`)

/** The button that opens an operation. */
const opener = (page: Page, id: string) =>
  operation(page, id).locator('button[aria-expanded].opblock-summary-control')

async function open(page: Page): Promise<void> {
  await page.goto('/docs/api')
  await expect(opener(page, 'signUp')).toBeVisible()
}

test('every operation is on the page, and the browser has nothing to complain about @phone', async ({
  app,
  context,
  page,
}) => {
  const complaints = await watchComplaints(context)
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  await open(page)
  await expect(title(page, 'API')).toBeVisible()
  for (const { method, path, operation: described } of await everyOperation(app)) {
    const shown = operation(page, described.operationId)
    await expect(shown).toContainText(method)
    await expect(shown.locator('[data-path]')).toHaveAttribute('data-path', path)
  }
  await opener(page, 'login').click()
  const login = operation(page, 'login')
  await expect(login).toContainText('An unknown address and a wrong password get the same answer')
  for (const code of ['invalid-credentials', 'malformed-body', 'cross-origin', 'busy']) {
    await expect(login.getByRole('cell', { name: code }).first()).toBeVisible()
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
    page.viewportSize()?.width,
  )
  expect(complaints).toEqual([])
  const elsewhere = asked.filter((url) => new URL(url).origin !== app.url)
  expect(elsewhere).toEqual([])
  const fromApi = asked.filter((url) => new URL(url).pathname.startsWith('/api/'))
  expect(fromApi).toEqual([`${app.url}/api/openapi.json`])
})

test('axe finds nothing on it, closed and open', async ({ page }) => {
  await open(page)
  for (const id of ['login', 'endSession', 'listEvents']) {
    await opener(page, id).click()
    await expect(operation(page, id).locator('.responses-table')).toBeVisible()
  }
  await expectAccessible(page)
})

test('the keyboard opens an operation and closes it again', async ({ page }) => {
  await open(page)
  await opener(page, 'refresh').focus()
  await expect(opener(page, 'refresh')).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('Enter')
  await expect(opener(page, 'refresh')).toHaveAttribute('aria-expanded', 'true')
  await expect(operation(page, 'refresh')).toContainText('Session-Refresh')
  await page.keyboard.press('Space')
  await expect(opener(page, 'refresh')).toHaveAttribute('aria-expanded', 'false')
})

test('the viewer is loaded on its own page only, and there within the policy of any page', async ({
  app,
  page,
}) => {
  const { headers } = await new Client(app).get('/docs/api')
  expect(headers['content-security-policy']).not.toContain('unsafe')
  const requested: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  await page.goto('/', { waitUntil: 'networkidle' })
  const onStartPage = new Set(requested)
  await open(page)
  const isViewer = async (url: string) =>
    /\.(js|css)$/.test(url) && (await (await fetch(url)).text()).includes('opblock')
  const viewer = async (urls: Iterable<string>) =>
    (await Promise.all([...urls].map(isViewer))).filter(Boolean).length
  expect(await viewer(onStartPage)).toBe(0)
  // A script and a style sheet, so that the check above could have found them.
  expect(await viewer(new Set(requested))).toBe(2)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })
  test('the page says where the document is', async ({ page }) => {
    await page.goto('/docs/api')
    await expect(page.locator('main noscript > *')).toHaveText(/needs JavaScript/)
    await page.getByRole('link', { name: 'OpenAPI 3.1' }).click()
    await expect(page).toHaveURL(/\/api\/openapi\.json$/)
  })
})
