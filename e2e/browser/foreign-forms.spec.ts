/** Forms and scripts of other origins in a real browser, sent to every route of the build. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Response } from 'playwright/test'
import { gateOf } from '../../lib/http/routes'
import { allDelivered } from '../support/mails'
import { methodsOf, routesOfBuild } from '../support/routes'
import { me } from '../support/sessions'
import { nav } from './support/pages'
import { expect, test } from './support/test'

const paths = routesOfBuild().handlers.map((path) => path.replaceAll(/\[\[?[.\w]+\]?\]/g, 'x'))
/** All that a form can send. The text of the last can be JSON. */
const TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']

for (const { title, host, withCookie } of [
  // Cookies ignore ports, and SameSite does so, too.
  { title: 'another port of this host', host: '127.0.0.1', withCookie: true },
  { title: 'another site', host: 'localhost', withCookie: false },
]) {
  test(`when a page of ${title} sends every kind of form to every route, nothing changes`, async ({
    app,
    context,
    database,
    page,
    signedIn,
    violations,
  }) => {
    const other = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Other</title>')
    }).listen(0, '127.0.0.1')
    await once(other, 'listening')
    await me(signedIn)
    await allDelivered(app)
    const before = database.everything()

    const answers: Response[] = []
    context.on('response', (answer) => {
      if (answer.request().method() === 'POST') answers.push(answer)
    })
    await page.goto(`http://${host}:${(other.address() as AddressInfo).port}`)
    const urls = paths.map((path) => app.url + path)
    const unread = await page.evaluate(
      async ({ urls, types, person }) => {
        const [start = '', end = ''] = JSON.stringify({ ...person, x: '=' }).split('=')
        const refused = urls.map(async (url) => {
          for (const type of types) {
            const frame = Object.assign(document.createElement('iframe'), { name: url + type })
            const form = Object.assign(document.createElement('form'), {
              action: url,
              method: 'post',
              enctype: type,
              target: frame.name,
            })
            const field = Object.assign(document.createElement('input'), {
              name: start,
              value: end,
            })
            form.append(field)
            document.body.append(frame, form)
            form.submit()
          }
          const body = `${start}=${end}`
          const options = { mode: 'no-cors', credentials: 'include', body } as const
          return fetch(url, { method: 'POST', ...options }).then(
            () => `${url} could be read`,
            () => null,
          )
        })
        return Promise.all(refused)
      },
      { urls, types: TYPES, person: signedIn.person },
    )
    // The header Cross-Origin-Resource-Policy keeps every answer from the script.
    expect(unread.filter(Boolean)).toEqual([])
    await expect.poll(() => answers.length).toBe(urls.length * TYPES.length)

    for (const answer of answers) {
      const path = new URL(answer.url()).pathname
      const { cookie, origin } = await answer.request().allHeaders()
      expect(cookie !== undefined, path).toBe(withCookie)
      expect(origin).toBe(new URL(page.url()).origin)
      // A form has no access token to send.
      const isGuarded = gateOf(path) === 'guarded-api'
      const takesPost = isGuarded || (await methodsOf(signedIn, path)).includes('POST')
      expect(answer.status(), path).toBe(isGuarded ? 401 : takesPost ? 403 : 405)
    }
    expect(database.everything()).toEqual(before)
    await page.goto(`${app.url}/account`)
    await expect(nav(page)).toContainText(signedIn.person.email)
    // No answer may be shown in a frame, and the browser says that of each.
    violations.length = 0
    other.close()
  })
}
