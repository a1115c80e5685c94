import { expect, it } from 'vitest'
import { mailFromProblem, readMailFrom, readSmtpUrl, smtpUrlProblem } from './mail-settings'

it.each([
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false }],
  ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, secure: true }],
  ['SMTP://mail:1025/', { host: 'mail', port: 1025, secure: false }],
  ['smtp://[::1]:25', { host: '[::1]', port: 25, secure: false }],
  [
    'smtps://ada%40example.com:a%2Fb%25c@mail.example.com:465',
    {
      host: 'mail.example.com',
      port: 465,
      secure: true,
      auth: { user: 'ada@example.com', pass: 'a/b%c' },
    },
  ],
])('when SMTP_URL is %s, it is read', (text, value) => {
  expect(readSmtpUrl(text)).toEqual({ value })
})

it.each([
  ['mail.example.com', 'must be the address of a mail server'],
  ['mail.example.com:587', 'must be the address of a mail server'],
  ['https://mail.example.com', 'must be the address of a mail server'],
  ['smtp:mail.example.com', 'must be the address of a mail server'],
  ['smtp://', 'must be the address of a mail server'],
  ['smtp://mail example.com', 'must be the address of a mail server'],
  ['smtp://app:tops/ecret@mail.example.com', 'percent-encoding'],
  ['smtp://app:12/topsecret@mail.example.com', 'percent-encoding'],
  ['smtp://app:topsecret@mail.example.com?secure=false', 'must end with the port'],
  ['smtp://app:topsecret@mail.example.com/inbox', 'must end with the port'],
  ['smtp://app:topsecret%@mail.example.com', '%25'],
  ['smtp://app@mail.example.com', 'both a user and a password'],
  ['smtp://:topsecret@mail.example.com', 'both a user and a password'],
  ['smtp://app:topsecret@mail.example.com:70000', 'must end with a port from 1 to 65535'],
  ['smtps://[::1]:465465/', 'must end with a port from 1 to 65535'],
  ['smtp://mail.example.com:0', 'must end with a port from 1 to 65535'],
  ['smtp://app:topsecret@mail.example.com:465', 'must begin with smtps://'],
  ['smtps://app:topsecret@mail.example.com:587', 'must begin with smtp://'],
])('when SMTP_URL is %s, a sentence says what to do and repeats no secret', (text, sentence) => {
  const problem = smtpUrlProblem(text)
  expect(problem).toContain(sentence)
  expect(problem).not.toMatch(/tops|ecret/)
})

it.each([
  ['no-reply@example.com', { name: '', address: 'no-reply@example.com' }],
  ['<no-reply@example.com>', { name: '', address: 'no-reply@example.com' }],
  [' Example  <No-Reply@example.com> ', { name: 'Example', address: 'No-Reply@example.com' }],
  ['"Example, Inc." <a@example.com>', { name: 'Example, Inc.', address: 'a@example.com' }],
  ['Köln <post@köln.example>', { name: 'Köln', address: 'post@köln.example' }],
])('when MAIL_FROM is %s, it is read', (text, value) => {
  expect(readMailFrom(text)).toEqual({ value })
})

it.each([
  '',
  'Example',
  'Example no-reply@example.com',
  'a@example.com, b@example.com',
  'A <a@example.com>, B <b@example.com>',
  '<a@example.com',
  'a@example.com> <b@example.com>',
  'Example <mailto:a@example.com>',
])('when MAIL_FROM is %j, a sentence says what it must be', (text) => {
  expect(mailFromProblem(text)).toContain('must be an email address, or a name and one')
})
