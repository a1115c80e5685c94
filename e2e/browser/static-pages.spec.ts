/** Pages that are the same for everyone, and yet show a user what is theirs from the first paint on. */
import type { Page } from 'playwright/test'
import { Client } from '../support/client'
import { signUp } from '../support/people'
import { pagesOfBuild } from '../support/routes'
import { callsOf } from './support/calls'
import { watchComplaints } from './support/complaints'
import { watchFor } from './support/flash'
import { enter, expectAccount, expectNothingOf, nav, signOut, title } from './support/pages'
import { expect, test, wired } from './support/test'

// Playwright switches the back/forward cache off; people have it on.
test.use({
  launchOptions: ({ launchOptions }, provide) =>
    provide({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
})

const FORMS = ['/sign-in', '/sign-up']
const { open, account } = pagesOfBuild()
/** Those with no form, which leads a user on. */
const READ = [...open.filter((path) => !FORMS.includes(path)), '/nowhere']
const REFRESH = '/api/auth/refresh'

test.describe('from the first frame on', () => {
  test.use({ slowdown: 4 })

  test('when a user opens a static page, no word of a visitor’s is seen, and one refresh is sent', async ({
    context,
    page,
    signedIn,
  }) => {
    const calls = callsOf(context)
    const inHeader = await watchFor(page, 'header nav', ['Sign in', 'Sign up'])
    const inPage = await watchFor(page, 'main', ['Create an account'])
    for (const path of READ) {
      await page.goto(path)
      await expect(nav(page)).toContainText(signedIn.person.email)
    }
    expect([...(await inHeader()), ...(await inPage())]).toEqual([])
    expect(calls).toEqual(READ.map(() => REFRESH))
  })

  test('when a visitor opens one, no word of a user’s is seen, and no request is sent', async ({
    context,
    page,
  }) => {
    const calls = callsOf(context)
    const inHeader = await watchFor(page, 'header nav', ['Sign out', 'Account'])
    const inPage = await watchFor(page, 'main', ['Go to your account', 'One moment'])
    for (const path of [...READ, ...FORMS]) {
      await page.goto(path, { waitUntil: 'networkidle' })
      await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
    }
    expect([...(await inHeader()), ...(await inPage())]).toEqual([])
    expect(calls).toEqual([])
  })

  for (const path of FORMS) {
    test(`when a user opens ${path}, they go on to where they wanted, and see no form`, async ({
      page,
      signedIn,
    }) => {
      const seen = await watchFor(page, 'main', ['Password'])
      await page.goto(`${path}?next=/account?from=mail`)
      await expectAccount(page, signedIn.person)
      await expect(page).toHaveURL('/account?from=mail')
      expect(await seen()).toEqual([])
    })
  }
})

for (const [what, pattern] of [
  ['its scripts do not come', '**/_next/static/**/*.js'],
  ['the server does not answer', `**${REFRESH}`],
] as const) {
  test(`when ${what}, /sign-in claims nothing of the user, and a link leads on`, async ({
    page,
    signedIn,
  }) => {
    await page.route(pattern, (route) => (pattern.endsWith(REFRESH) ? undefined : route.abort()))
    const asked = page.waitForRequest(pattern)
    await page.goto('/sign-in?stay')
    await asked
    await expect(page.getByRole('main')).toContainText('One moment…')
    await expect(page.getByRole('main')).not.toContainText('You are signed in')
    await page.getByRole('link', { name: 'Go on without waiting' }).click()
    await expect(page).toHaveURL('/account')
    await expect(page.getByRole('main')).toContainText(signedIn.person.email)
  })
}

test.describe('with the back/forward cache', () => {
  test('when a user has signed out, neither Back nor a cold reload shows anything of them', async ({
    page,
    signedIn,
  }) => {
    const { person } = signedIn
    for (const path of ['/', '/account', '/reset-password', '/account/sessions']) {
      await page.goto(path)
      await expect(nav(page)).toContainText(person.email)
    }
    await signOut(page)
    await expect(title(page, 'Sign in')).toBeVisible()
    const seen = await watchFor(page, 'header, main', [person.email])
    for (let step = 0; step < 3; step += 1) {
      await page.goBack()
      await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
      await expectNothingOf(page, person)
      await page.reload()
      await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
      await expectNothingOf(page, person)
    }
    expect(await seen()).toEqual([])
  })

  test('when a visitor’s page comes back after a sign-in, it shows the user', async ({
    app,
    page,
  }) => {
    const person = await signUp(new Client(app))
    await page.goto('/')
    await expect(nav(page).getByRole('link', { name: 'Sign in' })).toBeVisible()
    await page.goto('/reset-password')
    await page.goto('/sign-in')
    await enter(page, person)
    await expectAccount(page, person)
    await page.goBack()
    await expect(nav(page)).toContainText(person.email)
    await page.goBack()
    await expect(nav(page)).toContainText(person.email)
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('when there is no JavaScript, a user gets from a static page to the account', async ({
    page,
    signedIn,
  }) => {
    await page.goto('/')
    await nav(page).locator('noscript a').click()
    await expectAccount(page, signedIn.person)
    await page.goto('/sign-in')
    await expect(page.locator('main noscript > *')).toBeVisible()
  })
})

/** Adds inline scripts as injected markup has them. @returns did one run? */
async function injectedRuns(page: Page): Promise<boolean> {
  await page.evaluate(async () => {
    const holder = document.createElement('div')
    holder.innerHTML = `<img src="data:," onerror="window.injected = true">
      <iframe srcdoc="<script>parent.injected = true</script>"></iframe>`
    const framed = new Promise((resolve) => {
      holder.querySelector('iframe')?.addEventListener('load', resolve)
    })
    document.body.append(holder)
    await framed
    holder.remove()
  })
  return page.evaluate(() => 'injected' in window)
}

wired(
  'when a script is injected, it runs on no page, however the user got there',
  async ({ page, signedIn, violations, wire }) => {
    const inject =
      '<script>window.injected = true</script><script src="/_next/static/x.js"></script>'
    for (const start of ['/', '/account']) {
      const restore = wire.meddle(start, async (pass) => {
        const reply = await pass()
        return { ...reply, body: reply.body.toString().replace('<main', `${inject}<main`) }
      })
      await page.goto(start)
      restore()
      await page.evaluate(() => document.body.setAttribute('data-same-document', ''))
      const inAccount = nav(page).getByRole('link', { name: 'Account' })
      const home = page.getByRole('banner').getByRole('link').first()
      for (const link of start === '/' ? [inAccount, home, inAccount] : [home, inAccount, home]) {
        expect(await injectedRuns(page)).toBe(false)
        await link.click()
        const there = link === inAccount ? 'Your account' : /^Hand out/
        await expect(page.getByRole('heading', { level: 1, name: there })).toBeVisible()
        await expect(nav(page)).toContainText(signedIn.person.email)
      }
      expect(await injectedRuns(page)).toBe(false)
      // Each of these was a soft navigation.
      await expect(page.locator('body[data-same-document]')).toHaveCount(1)
    }
    expect(violations.length).toBeGreaterThan(0)
    violations.length = 0
  },
)

for (const who of ['visitor', 'user'] as const) {
  test(`when a ${who} opens every page, and goes from page to page, the browser complains of nothing and asks no other origin`, async ({
    app,
    context,
    page,
  }) => {
    const complaints = await watchComplaints(context)
    const origins = new Set<string>()
    context.on('request', (request) => origins.add(new URL(request.url()).origin))
    if (who === 'user') {
      const person = await signUp(new Client(app))
      await page.goto('/sign-in')
      await enter(page, person)
      await expectAccount(page, person)
    }
    for (const path of who === 'user' ? [...open, ...account, '/account/nowhere'] : open) {
      await page.goto(path, { waitUntil: 'networkidle' })
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
      await page.getByRole('banner').getByRole('link').first().click()
      await expect(page).toHaveURL('/')
      await nav(page).getByRole('link').first().click()
      await expect(title(page, who === 'user' ? 'Your account' : 'Sign in')).toBeVisible()
    }
    expect([...origins]).toEqual([app.url])
    const notFound = complaints.filter((text) => text.includes('404'))
    expect(complaints.filter((text) => !notFound.includes(text))).toEqual([])
    expect(notFound).toHaveLength(who === 'user' ? 1 : 0)
  })
}
