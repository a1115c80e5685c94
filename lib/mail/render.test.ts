/** Runs alone: the name of the app is another one here. */
import { pretty } from '@react-email/render'
import { expect, it, vi } from 'vitest'
import { knownDeviceInWords } from '../auth/sessions/device-name'
import { LINK_LIFETIMES } from '../contract/link-lifetimes'
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

it.each(['You won 500 USD at evil.example/9.9 (x)', 'toString/1 (x)'])(
  'when a browser calls itself %s, a mail names none',
  (name) => {
    expect(knownDeviceInWords(name)).toBeNull()
  },
)

it.each([
  ['Windows NT 10.0; Win64; x64', 'Chrome 143 on Windows'],
  ['X; OPR/visit-evil.example', 'Opera on Unknown system'],
])('when a browser is a known one on %s, a mail names it', (system, words) => {
  const engine = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const userAgent = `Mozilla/5.0 (${system}) ${engine} Chrome/143.0.0.0 Safari/537.36`
  expect(knownDeviceInWords(userAgent)).toBe(words)
})

it.each([
  { ...SAMPLES['email-changed'], newEmail: 'www.evil.example/claim@mail.example' },
  { ...SAMPLES['email-change-requested'], newEmail: 'www.evil.example/claim@mail.example' },
  { ...SAMPLES['confirm-email-change'], email: 'www.evil.example/claim@mail.example' },
])(
  'when a new address reads as a link, $kind shows it, and mail programs make no link of it',
  async (message) => {
    const { html, text } = await renderMail(message)
    for (const part of [html, text]) {
      expect(part).not.toMatch(/evil\.example|example\/claim|claim@mail|mail\.example/)
      expect(part.replaceAll('\u200c', '')).toContain('www.evil.example/claim@mail.example')
    }
  },
)

it('when nothing is known of the browser, the mail says when alone', async () => {
  const { text } = await renderMail(SAMPLES['account-disabled'])
  expect(text).toContain('When: 26 Nov 2026, 16:31 UTC')
  expect(text).not.toMatch(/Browser|Network|null/)
})

it('when a link ends at another time than its mail says, this fails', async () => {
  const { text } = await renderMail(SAMPLES['reset-password'])
  expect(text).toContain(`for ${LINK_LIFETIMES['password-reset'].words}`)
})
