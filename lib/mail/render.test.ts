/** Runs alone: the name of the app is another one here. */
import { pretty } from '@react-email/render'
import { expect, it, vi } from 'vitest'
import { TOKEN_LIFETIMES } from '../auth/tokens/one-time-token'
import { renderMail } from './render'
import { SAMPLES } from './testing'

vi.mock('../brand', () => ({ NAME: 'Acme & Söhne' }))

const messages = Object.values(SAMPLES)
const linksOf = (message: object) =>
  Object.entries(message).flatMap(([key, value]) => (/link$/i.test(key) ? [String(value)] : []))

it.each(messages)('when $kind is rendered, it reads as the snapshot', async (message) => {
  const { subject, html, text } = await renderMail(message)
  expect(`Subject: ${subject}\n\n${text}\n\n${await pretty(html)}`).toMatchSnapshot()
})

it.each(messages)('when $kind has a link, both parts show where it leads', async (message) => {
  const { html, text } = await renderMail(message)
  for (const link of linksOf(message)) {
    expect(text.split('\n')).toContain(link)
    // The button, and the address to copy.
    expect(html.split(`href="${link}"`)).toHaveLength(3)
    expect(html).toContain(`>${link}</a>`)
  }
  expect([...html.matchAll(/href="/g)]).toHaveLength(2 * linksOf(message).length)
})

it.each(messages)('when $kind is opened, nothing is loaded and nothing runs', async (message) => {
  const { html } = await renderMail(message)
  expect(html).not.toMatch(/<(img|script|link|iframe|form|object)\b|\bsrc=|url\(|@import|\bon\w+=/i)
})

it.each(messages)('when the app has another name, $kind has that name', async (message) => {
  const { subject, html, text } = await renderMail(message)
  expect(subject).toContain('Acme & Söhne')
  expect(html).toContain('Acme &amp; Söhne')
  expect(text).toContain('Acme & Söhne')
  const { NAME } = await vi.importActual<typeof import('../brand')>('../brand')
  expect(subject + html + text).not.toContain(NAME)
})

it('when a browser calls itself a link, the mail has no link and no markup of it', async () => {
  const { html, text } = await renderMail({
    ...SAMPLES['new-sign-in'],
    happened: {
      at: 0,
      device: '<a href="https://evil.example/x">Verify</a> www.evil.example on Linux',
      network: null,
    },
  })
  expect(html).not.toMatch(/<a href="https:..evil/)
  expect(html + text).not.toMatch(/evil\.example|:\/\/evil/)
  expect(text).toContain('Verify')
})

it('when nothing is known of the browser, the mail says when alone', async () => {
  const { text } = await renderMail(SAMPLES['account-disabled'])
  expect(text).toContain('When: 26 Nov 2026, 16:31 UTC')
  expect(text).not.toMatch(/Browser|Network|null/)
})

it('when a link ends at another time than its mail says, this fails', async () => {
  const { text } = await renderMail(SAMPLES['reset-password'])
  expect(text).toContain(`for ${TOKEN_LIFETIMES['password-reset'] / 60_000} minutes`)
})
