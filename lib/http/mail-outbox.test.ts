import { expect, test } from 'vitest'
import { outboxHeader } from './mail-outbox'

const PUBLIC = 'https://app.example.com'
const SMTP = 'smtp://mail.example.com'

test.each([
  ['APP_URL is public and no mail server is set', null, PUBLIC, { 'Mail-Outbox': 'none' }],
  ['a mail server is set', SMTP, PUBLIC, {}],
  ['the app is local, and another machine asks', null, 'http://localhost:3000', {}],
])('when %s, an answer says what becomes of its mail', (_, smtpUrl, appUrl, header) => {
  const headers = new Headers({ host: 'app.example.com', 'x-forwarded-for': '192.0.2.7' })
  expect(outboxHeader({ smtpUrl, appUrl }, { headers })).toEqual(header)
})
