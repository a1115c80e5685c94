/** The account's whole life by way of a real mail server: each link is the one that its mailbox got. */
import type { Page } from 'playwright/test'
import {
  email as emailField,
  enter,
  expectAccount,
  submit,
  title,
} from '../../e2e/browser/support/pages'
import { choose, expectResult, NEW_PASSWORD } from '../../e2e/browser/support/reset-password'
import { test as base, expect } from '../../e2e/browser/support/test'
import { type ReceivedMail, startMailServer } from '../../e2e/support/mail-server'
import { newPerson } from '../../e2e/support/people'

const test = base.extend<{ server: Awaited<ReturnType<typeof startMailServer>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs.
  server: async ({}, use) => {
    const server = await startMailServer()
    await use(server)
    await server.close()
  },
})

/** The link in the text of a mail; its HTML part has the same. */
function linkIn({ text = '', html }: ReceivedMail): string {
  const link = /^https?:\/\/\S+#token=\S+$/m.exec(text)?.[0]
  if (!link) throw new Error(`There is no link in:\n${text}`)
  expect(html).toContain(`href="${link}"`)
  return link
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const main = (page: Page) => page.getByRole('main')

test('when a mail server is set, an account is verified, recovered, moved, taken back and deleted by the mails that arrive', async ({
  startApp,
  server,
  page,
}) => {
  const app = await startApp({ env: { SMTP_URL: server.url } })
  const { port } = new URL(app.url)
  const open = async (mail: ReceivedMail) => {
    const link = new URL(linkIn(mail))
    expect(link.origin).toBe(`http://localhost:${port}`)
    // The host that this browser has its cookies for.
    await page.goto(app.url + link.pathname + link.hash)
  }
  const person = newPerson()
  const mailTo = (address: string, subject: RegExp) =>
    server.waitFor((mail) => mail.recipients.includes(address) && subject.test(mail.subject ?? ''))

  // Verified: with a mail server, no one signs in before that.
  await page.goto(`${app.url}/sign-up`)
  await enter(page, person)
  await expect(title(page, 'Look into your mailbox')).toBeVisible()
  await expect(page.getByRole('link', { name: '/dev/outbox' })).toHaveCount(0)
  await open(await mailTo(person.email, /^Verify/))
  await enter(page, person)
  await expect(title(page, 'Your address is verified')).toBeFocused()
  await main(page).getByRole('link', { name: 'Go to your account' }).click()
  await expectAccount(page, person)

  // Recovered.
  await page.goto(`${app.url}/forgot-password`)
  await emailField(page).fill(person.email)
  await submit(page).click()
  await open(await mailTo(person.email, /^Reset/))
  await choose(page)
  await expectResult(page, 'Your password is set')
  await mailTo(person.email, /password was changed$/)
  await main(page).getByRole('link', { name: 'Sign in' }).click()
  await enter(page, { ...person, password: NEW_PASSWORD })
  await expectAccount(page, person)

  // Moved, and taken back by the earlier address.
  const moved = newPerson().email
  await page.goto(`${app.url}/account/security`)
  await page.getByLabel('New email address').fill(moved)
  await press(page, 'Change address')
  await expect(page.getByText('Nothing changes until')).toBeVisible()
  const undo = await mailTo(person.email, /about to change/)
  await open(await mailTo(moved, /^Confirm/))
  await press(page, 'Change address')
  await expect(title(page, 'Your address was changed')).toBeFocused()
  await mailTo(person.email, /email address was changed$/)
  await open(undo)
  await press(page, 'Take the change back')
  await expect(title(page, 'Your address stays yours')).toBeFocused()
  await open(await mailTo(person.email, /email address stays yours$/))
  await choose(page, 'eight green umbrellas')
  await expectResult(page, 'Your password is set')
  await main(page).getByRole('link', { name: 'Sign in' }).click()
  await enter(page, { ...person, password: 'eight green umbrellas' })
  await expectAccount(page, person)

  // Deleted.
  await page.goto(`${app.url}/account/security`)
  await page.getByLabel(/^Your email address/).fill(person.email)
  await press(page, 'Delete my account')
  await expect(page).toHaveURL(`${app.url}/account-deleted`)
  await mailTo(person.email, /deleted/)
})
