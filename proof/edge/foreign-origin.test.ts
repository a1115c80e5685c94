/** Runs alone: what has been logged already decides what is logged now. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { REFRESH_COOKIE } from '../../lib/brand'
import { refuseOrigin } from '../../lib/http/foreign-origin'
import { log } from '../../lib/log/log'

const settings = { appUrl: 'https://app.example.com', trustedProxies: 0 }
const told: Record<string, unknown>[] = []
const refused: Record<string, unknown>[] = []
let now = Date.UTC(2026, 0, 5)
/** Lets time pass, in minutes. */
const pass = (minutes: number) => {
  now += minutes * 60_000
  vi.setSystemTime(now)
}
afterEach(() => void vi.useRealTimers())
beforeEach(() => {
  vi.useFakeTimers()
  pass(60)
  told.length = 0
  refused.length = 0
  vi.spyOn(log, 'warn').mockImplementation(
    (entry) => void told.push(entry as Record<string, unknown>),
  )
  vi.spyOn(console, 'warn').mockImplementation(
    (line: string) => void refused.push(JSON.parse(line)),
  )
})

const from = (origin: string, more: Record<string, string> = {}) =>
  new Headers({
    origin,
    'x-forwarded-for': '2001:db8::1',
    cookie: `${REFRESH_COOKIE}=secret`,
    ...more,
  })

test('when people use another address than APP_URL, the log says so once for each, with the setting', () => {
  for (let call = 0; call < 3; call += 1) {
    refuseOrigin(from('http://192.168.1.5:3000', { 'sec-fetch-site': 'same-origin' }), settings)
    refuseOrigin(from('https://app.example.com:8443'), settings)
  }
  expect(told).toEqual([
    expect.objectContaining({
      event: 'origin_refused',
      origin: 'http://192.168.1.5:3000',
      expected: 'https://app.example.com',
      setting: 'APP_URL',
    }),
    expect.objectContaining({ origin: 'https://app.example.com:8443' }),
  ])
})

test('when the address is another than APP_URL, the answer says which one works', () => {
  expect(refuseOrigin(from('http://192.168.1.5:3000'), settings)).toEqual({
    ok: false,
    code: 'cross-origin',
    detail:
      'The request came from another origin. This app is used at https://app.example.com: open it there.',
  })
})

test('when another site starts a request, it is an attack, and no question of a setting', () => {
  refuseOrigin(from('https://evil.example', { 'sec-fetch-site': 'cross-site' }), settings)
  expect(told).toEqual([])
})

test('when a stranger makes up origins, the log has a few, and soon the true one again', () => {
  for (let call = 0; call < 500; call += 1) refuseOrigin(from(`https://${call}.example`), settings)
  expect(told).toHaveLength(20)
  expect(JSON.stringify([told, refused])).not.toContain('secret')

  const wrong = from('http://192.168.1.5:3000')
  refuseOrigin(wrong, settings)
  expect(told).toHaveLength(20)
  pass(1)
  refuseOrigin(wrong, settings)
  expect(told.slice(20)).toMatchObject([{ origin: 'http://192.168.1.5:3000' }])
})

test('when an origin is still in use an hour later, the log says so again', () => {
  for (const minutes of [0, 59, 1, 1]) {
    pass(minutes)
    refuseOrigin(from('https://old.example'), settings)
  }
  expect(told).toHaveLength(2)
})
