/** What an attacker would try with the pages. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { watchComplaints } from '../../e2e/browser/support/complaints'
import { nav, title } from '../../e2e/browser/support/pages'
import { expect, test, wired } from '../../e2e/browser/support/test'

wired(
  'when markup gets into a page, it runs nothing, moves nothing and sends nothing elsewhere',
  async ({ context, page, wire, violations }) => {
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
    // Another address: the browser has kept the first one, policy and all.
    await unguarded.goto('/?unguarded')
    expect(await unguarded.evaluate(() => 'injected' in window)).toBe(true)
    violations.length = 0
  },
)

test('when a page of another origin puts it in a frame, the frame stays empty', async ({
  app,
  page,
  signedIn,
  violations,
}) => {
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
  violations.length = 0
})
