/** What an attacker would try with the pages. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NAME } from '../../lib/brand'
import { newPerson } from '../support/people'
import { watchComplaints } from './support/complaints'
import { callMe, enter, expectAccount, nav, signOut, title } from './support/pages'
import { expect, test, wired } from './support/test'

test('on the whole journey no browser complains, and nothing is asked of another origin', async ({
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

test('every load has a nonce of its own, on every script and in its policy', async ({
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

wired(
  'markup that got into a page runs nothing, moves nothing and sends nothing elsewhere',
  async ({ context, page, wire }) => {
    const complaints = await watchComplaints(context)
    const injected = `
    <base href="http://other.invalid/">
    <script>window.injected = 'inline script'</script>
    <script nonce="AAAAAAAAAAAAAAAAAAAAAA">window.injected = 'guessed nonce'</script>
    <script src="data:text/javascript,window.injected='data script'"></script>
    <img src="data:," onerror="window.injected = 'event handler'">
    <a id="link" href="javascript:window.injected = 'link'">link</a>
    <form id="form" action="http://other.invalid/"><input name="stolen"></form>
    <iframe srcdoc="<script>parent.injected = 'frame'</script>"></iframe>
    <object data="/icon.svg"></object>`
    // Without its scripts nothing puts the page right again: only the policy is left.
    wire.meddle(/\.js$/, async () => 'lost')
    let dropped = ''
    wire.meddle('/', async (pass) => {
      const reply = await pass()
      const headers = reply.headers.filter(([name]) => name.toLowerCase() !== dropped)
      const body = reply.body.toString().replace('<main', `${injected}<main`)
      return { ...reply, headers, body }
    })
    await page.goto('/')
    await page.locator('#link').click()
    expect(await page.evaluate(() => 'injected' in window)).toBe(false)
    await nav(page).getByRole('link', { name: 'Sign in' }).click()
    await expect(title(page, 'Sign in')).toBeVisible()
    expect(new URL(page.url()).origin).toBe(wire.url)
    await page.goto('/')
    await page.locator('#form').evaluate((form: HTMLFormElement) => form.submit())
    const refused = () => new Set(complaints.map((text) => text.split(' refuses ')[0]))
    await expect.poll(refused).toContain('form-action')
    expect(new URL(page.url()).origin).toBe(wire.url)
    expect(refused()).toContain('base-uri')
    expect(refused()).toContain('object-src')
    expect(refused()).toContain('script-src-attr')
    expect(refused()).toContain('script-src-elem')

    dropped = 'content-security-policy'
    const unguarded = await context.newPage()
    await unguarded.goto('/')
    expect(await unguarded.evaluate(() => 'injected' in window)).toBe(true)
  },
)

test('a page of another origin cannot put it in a frame', async ({ app, page, signedIn }) => {
  const framed = (path: string) => `<!doctype html><iframe src="${app.url}${path}"></iframe>`
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html').end(framed(request.url ?? '/'))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  for (const path of ['/', '/account', '/sign-in', '/icon.svg', '/nowhere']) {
    await page.goto(`http://localhost:${port}${path}`)
    const frame = page.frames()[1]
    await expect.poll(() => frame?.url()).toBe('chrome-error://chromewebdata/')
    expect(await frame?.content()).not.toContain(signedIn.person.email)
  }
  server.close()
})
