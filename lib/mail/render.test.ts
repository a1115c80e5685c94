/** Runs alone: the name of the app is another one here. */
import { pretty, render, toPlainText } from '@react-email/render'
import { createElement } from 'react'
import { expect, it, vi } from 'vitest'
import { knownDeviceInWords } from '../auth/sessions/device-name'
import { LINK_LIFETIMES } from '../contract/link-lifetimes'
import { Facts } from './layout'
import { renderSample, SENT_KINDS } from './testing'

vi.mock('../brand', () => ({ NAME: 'Acme & Söhne' }))

it.each(SENT_KINDS)('when %s is rendered, it reads as the snapshot', async (kind) => {
  const { subject, html, text } = await renderSample(kind)
  expect(`Subject: ${subject}\n\n${text}\n\n${await pretty(html)}`).toMatchSnapshot()
})

it.each(SENT_KINDS)('when %s has a link, both parts show where it leads', async (kind) => {
  const { html, text } = await renderSample(kind)
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => String(link))
  expect(text.match(/https?:\S+/g) ?? []).toEqual([...new Set(links)])
  for (const link of links) {
    expect(link).toMatch(/^https:\/\/app\.example\.com\/[a-z-]+(#token=[\w-]{43})?$/)
    expect(text.split('\n')).toContain(link)
    // The button, and the address to copy.
    expect(links.filter((other) => other === link)).toHaveLength(2)
    expect(html).toContain(`>${link}</a>`)
  }
})

it.each(SENT_KINDS)('when %s is opened, nothing is loaded and nothing runs', async (kind) => {
  const { html } = await renderSample(kind)
  expect(html).not.toMatch(/<(img|script|link|iframe|form|object)\b|\bsrc=|url\(|@import|\bon\w+=/i)
})

it.each(SENT_KINDS)('when the app has another name, %s has that name', async (kind) => {
  const { subject, html, text } = await renderSample(kind)
  expect(subject).toContain('Acme & Söhne')
  expect(html).toContain('Acme &amp; Söhne')
  expect(text).toContain('Acme & Söhne')
})

it('when a browser calls itself a link, the mail has no link and no markup of it', async () => {
  const device = '<a href="https://evil.example/x">Verify</a> www.evil.example on Linux'
  const html = await render(createElement(Facts, { at: 0, device, network: null }))
  const text = toPlainText(html)
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

it.each(['email-changed', 'email-change-requested', 'confirm-email-change'] as const)(
  'when a new address reads as a link, %s shows it, and mail programs make no link of it',
  async (kind) => {
    const newEmail = 'www.evil.example/claim@mail.example'
    const { html, text } = await renderSample(kind, { newEmail, recipient: newEmail })
    for (const part of [html, text]) {
      expect(part).not.toMatch(/evil\.example|example\/claim|claim@mail|mail\.example/)
      expect(part.replaceAll('\u200c', '')).toContain('www.evil.example/claim@mail.example')
    }
  },
)

it('when nothing is known of the browser, the mail says when alone', async () => {
  const { text } = await renderSample('account-disabled', { userAgent: null, ip: null })
  expect(text).toContain('When: 26 Nov 2026, 16:31 UTC')
  expect(text).not.toMatch(/Browser|Network|null/)
})

it.each([
  ['reset-password', 'password-reset'],
  ['finish-sign-up', 'password-reset'],
  ['email-restored', 'password-reset'],
  ['verify-email', 'verify-email'],
  ['confirm-email-change', 'confirm-email-change'],
  ['email-change-requested', 'undo-email-change'],
  ['email-changed', 'undo-email-change'],
] as const)('when %s is sent, it says how long its link works', async (kind, purpose) => {
  const { text } = await renderSample(kind)
  expect(text.replaceAll('\n', ' ')).toContain(`for ${LINK_LIFETIMES[purpose].words}`)
})

it('when a link is asked for once more and the address is verified, the mail is true', async () => {
  const { text } = await renderSample('already-signed-up')
  expect(text.replaceAll('\n', ' ')).toMatch(/signed up with .*, or asked for a link to verify it/)
})
