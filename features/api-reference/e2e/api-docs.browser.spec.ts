/** The page that shows the API's description. */
import type { Page } from 'playwright/test'
import { expectAccessible } from '../../../e2e/browser/support/axe'
import { watchComplaints } from '../../../e2e/browser/support/complaints'
import { title } from '../../../e2e/browser/support/pages'
import { expect, test } from '../../../e2e/browser/support/test'
import { Client } from '../../../e2e/support/client'
import type { Document, Operation } from '../../../e2e/support/openapi'
import { everyOperation } from '../../../e2e/support/operations'

/** Names that only programs need: what they stand for is shown in other words. */
const FOR_PROGRAMS = ['operationId', 'tags', '$ref']

/** Whose members have names that a reader needs. */
const NAMING = ['properties', 'headers', 'content', 'responses', 'examples', 'example']

/** Every text in a part of the document, and every name that a reader needs. */
function textsOf(part: unknown, parent = ''): string[] {
  if (typeof part === 'string') return part.split('\n\n')
  if (typeof part !== 'object' || part === null) return []
  if (Array.isArray(part)) return part.flatMap((item) => textsOf(item))
  // A problem's schema says its codes again, which `missingAnswers` looks for.
  const unread = parent === 'application/problem+json' ? ['schema'] : FOR_PROGRAMS
  const members = Object.entries(part).filter(([name]) => !unread.includes(name))
  const names = NAMING.includes(parent) ? members.map(([name]) => name) : []
  return [...names, ...members.flatMap(([name, member]) => textsOf(member, name))]
}

const plain = (text: string) => text.replaceAll('`', '').replaceAll(/\s+/g, ' ')

/** What of a part of the document these places on the page do not say, opened or closed. */
async function missingFrom(page: Page, ids: string[], part: unknown): Promise<string[]> {
  const places = ids.map((id) => page.locator(`[id="${id}"]`).textContent())
  const shown = plain((await Promise.all(places)).join('\n'))
  return textsOf(part).filter((text) => {
    // A text in an example is shown as JSON has it.
    const spellings = [plain(text), JSON.stringify(text).slice(1, -1)]
    return !spellings.some((spelling) => shown.includes(spelling))
  })
}

/** What an operation's own list of answers does not name: a status, a code, a header. */
async function missingAnswers(page: Page, { operationId, responses }: Operation) {
  const rows = await page.locator(`#${operationId} > div:last-child > ul > li`).allTextContents()
  return Object.entries(responses).flatMap(([status, { headers = {}, content = {} }]) => {
    const row = rows.find((text) => text.startsWith(status)) ?? ''
    const codes = Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples))
    return [status, ...codes, ...Object.keys(headers)].filter((name) => !row.includes(name))
  })
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })
  test('when the page is read, it has all that the document has of each operation and schema', async ({
    app,
    page,
  }) => {
    await page.goto('/docs/api')
    const contents = page.getByRole('navigation', { name: 'On this page' })
    for (const { method, path, operation } of await everyOperation(app)) {
      const id = operation.operationId
      const places = [id, 'group-problems', 'group-headers']
      expect(await missingFrom(page, places, [method, path, operation]), id).toEqual([])
      expect(await missingAnswers(page, operation), id).toEqual([])
      await expect(contents.locator(`a[href="#${id}"]`)).toHaveCount(1)
    }
    const document = (await new Client(app).get('/api/openapi.json')).json<Document>()
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect(await missingFrom(page, [name], schema), name).toEqual([])
      await expect(contents.locator(`a[href="#${name}"]`)).toHaveCount(1)
    }
    expect(await missingFrom(page, ['main'], [document.info.description, document.tags])).toEqual(
      [],
    )
    await page.getByRole('link', { name: 'OpenAPI 3.1' }).click()
    await expect(page).toHaveURL(/\/api\/openapi\.json$/)
  })
})

test('when all of it is open, axe finds nothing and the browser complains of nothing', async ({
  app,
  context,
  page,
}) => {
  const complaints = await watchComplaints(context)
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const response = await page.goto('/docs/api', { waitUntil: 'networkidle' })
  await expect(title(page, 'API')).toBeVisible()
  expect(response?.headers()['content-security-policy']).not.toContain('unsafe')
  // The document is rendered into the page: no script asks for it, and nothing comes from elsewhere.
  const asksApi = asked.filter((url) => url.startsWith(`${app.url}/api/`))
  const elsewhere = asked.filter((url) => new URL(url).origin !== app.url)
  expect([...asksApi, ...elsewhere]).toEqual([])
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('when only the keyboard is used, it leads from the contents to an operation and its codes', async ({
  page,
}) => {
  await page.goto('/docs/api')
  await page.getByRole('link', { name: 'Get the next access token' }).first().press('Enter')
  await expect(page).toHaveURL(/#refresh$/)
  const refresh = page.locator('#refresh')
  await expect(refresh).toBeInViewport()
  // The next stop of the keyboard is in the operation.
  await page.keyboard.press('Tab')
  await expect(refresh.locator(':focus')).toHaveCount(1)
  // A code leads to what it means, and that opens and closes.
  await refresh.getByRole('link', { name: 'token-reuse' }).press('Enter')
  await expect(page).toHaveURL(/#problem-token-reuse$/)
  await page.keyboard.press('Tab')
  const reuse = page.locator('#problem-token-reuse')
  await expect(reuse.locator('summary')).toBeFocused()
  await expect(reuse.locator('pre')).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(reuse.locator('pre')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(reuse.locator('pre')).toBeHidden()
})
