/**
 * A real browser is killed before it has written its cookies to disk, and comes back with the token
 * before the last one. Chromium writes them up to 30 s late. A busy machine may take as long for the
 * steps of a test, so what was on disk at the last orderly end is what the browser comes back with.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, devices, type Page } from 'playwright/test'
import { callMe, enter, expectAccount, signUpOnPage } from '../../e2e/browser/support/pages'
import { newestSession } from '../../e2e/browser/support/sessions'
import { bearer, newPerson, signIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'

/** In seconds: the current token may rotate, and the grace is long over. */
const LATER = 600

/** Of one test: the profiles of its browsers, and what the last one had written when it ended in order. */
let folder: string
let profile: string
let context: BrowserContext | undefined

const written = () => join(folder, 'written')
const newProfile = () => mkdtempSync(join(folder, 'profile-'))

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-browser-'))
  profile = newProfile()
})
test.afterEach(async () => {
  await context?.close()
  context = undefined
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
})

async function openBrowser(baseURL: string): Promise<Page> {
  const { viewport } = devices['Desktop Chrome']
  context = await chromium.launchPersistentContext(profile, {
    baseURL,
    viewport,
    executablePath: process.env.CHROMIUM_PATH || undefined,
  })
  return context.pages()[0] ?? context.newPage()
}

/** An orderly end: the browser writes its cookies first. */
async function closeBrowser(): Promise<void> {
  await context?.close()
  context = undefined
  cpSync(profile, written(), { recursive: true })
}

/** SIGKILL to the browser and to all that it has started: what it has not written is lost. */
async function killBrowser(): Promise<void> {
  const gone = new Promise((resolve) => context?.once('close', resolve))
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  const own = processes.filter((line) => line.includes(`--user-data-dir=${profile}`))
  expect(own.length).toBeGreaterThan(0)
  for (const line of own) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL')
    } catch {
      // It went with another one.
    }
  }
  await gone
  context = undefined
  // Not the same folder: what the browser had started may still write there while it ends.
  profile = newProfile()
  cpSync(written(), profile, { recursive: true })
}

test('when a browser is killed soon after a rotation, it is signed in when it comes back', async ({
  app,
  database,
}) => {
  const person = newPerson()
  await signUpOnPage(await openBrowser(app.url), person)
  await closeBrowser()
  const { id, user_id } = newestSession(database, person)
  const phone = await signIn(app, person)
  database.age(id, 'rotated_at', LATER)

  const page = await openBrowser(app.url)
  await page.goto('/account')
  await callMe(page)
  const { generation } = database.session(id)
  await killBrowser()
  database.age(id, 'rotated_at', LATER)

  const back = await openBrowser(app.url)
  await back.goto('/account')
  await expectAccount(back, person)
  await callMe(back)
  expect(database.session(id)).toMatchObject({ generation: generation + 1, revoked_at: null })
  const types = database.eventsOf(user_id).map(({ type }) => type)
  expect(types).toContain('refresh-recovered')
  expect(types).not.toContain('token-reuse')
  expect((await phone.client.post('/api/auth/refresh')).status).toBe(200)
})

test('when it comes back with a token that was replaced long ago, the page shows it, and signing in ends no other device', async ({
  app,
  database,
}) => {
  const person = newPerson()
  await signUpOnPage(await openBrowser(app.url), person)
  await closeBrowser()
  const { id } = newestSession(database, person)
  const phone = await signIn(app, person)
  database.age(id, 'rotated_at', LATER)

  const page = await openBrowser(app.url)
  await page.goto('/account')
  await callMe(page)
  // For the server it is long ago, as for a profile that is restored from a backup.
  database.age(id, 'rotated_at', 59)
  await callMe(page)
  await killBrowser()

  const back = await openBrowser(app.url)
  await back.goto('/account')
  await expect(back.getByRole('main')).toContainText('This browser’s sign-in is out of date.')
  await enter(back, person)
  await expectAccount(back, person)
  expect(database.session(id).revoked_reason).toBe('reuse')
  const call = await phone.client.get('/api/me', bearer(phone.accessToken))
  expect(call.status).toBe(200)
})
