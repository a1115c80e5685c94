import { expect, test } from 'vitest'
import { hasOutbox, isHiddenOutbox } from '@/lib/http/mail-outbox'

const LOCAL = { smtpUrl: null, appUrl: 'http://localhost:3000' }

/** As `incoming.ts` leaves the headers: the last address is that of the socket. */
const asked = (from: string, host = 'localhost:3000') => ({ host, 'x-forwarded-for': from })
const has = (headers: Record<string, string>) => hasOutbox(LOCAL, new Headers(headers))
const hides = (headers: Record<string, string>) =>
  isHiddenOutbox(LOCAL, { url: '/dev/outbox/x', headers })

test.each(['127.0.0.1', '127.8.0.3', '::1', '::ffff:127.0.0.1', '127.0.0.1, ::1'])(
  'when %s asks, there is an outbox',
  (from) => {
    expect([has(asked(from)), hides(asked(from))]).toEqual([true, false])
  },
)

test.each([
  '192.168.1.7',
  '172.17.0.1',
  '2001:db8::1',
  '::ffff:192.168.1.7',
  '127.0.0.1, 192.168.1.7',
  '192.168.1.7, 127.0.0.1',
  'localhost',
  // The socket is a file.
  'unknown',
  '',
])('when "%s" asks for localhost, there is none', (from) => {
  expect([has(asked(from)), hides(asked(from))]).toEqual([false, true])
})

test('when this machine asks for a public name, there is none', () => {
  const headers = asked('127.0.0.1', 'tunnel.example')
  expect([has(headers), hides(headers)]).toEqual([false, true])
})
