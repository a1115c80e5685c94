/** Runs alone: what has been logged already decides what is logged now. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { REFRESH_COOKIE } from '../../lib/brand'
import { refuseOrigin } from '../../lib/http/foreign-origin'
import { log } from '../../lib/log/log'

const settings = { appUrl: 'https://app.example.com', trustedProxies: 0 }
const lines: Record<string, unknown>[] = []
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
  lines.length = 0
  refused.length = 0
  vi.spyOn(log, 'warn').mockImplementation(
    (entry) => void lines.push(entry as Record<string, unknown>),
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

test('when people use another address than APP_URL, the log has it, with the setting', () => {
  refuseOrigin(from('http://192.168.1.5:3000', { 'sec-fetch-site': 'same-origin' }), settings)
  refuseOrigin(from('https://app.example.com:8443'), settings)
  expect(lines).toEqual([
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
  expect(lines).toEqual([])
})

test('when what stands as an origin is none, nothing of it is logged', () => {
  for (const text of [
    'https://ada@example.com/?token=secret',
    'https://app.example.com/',
    'https://app.example.com\u009b',
    'HTTPS://APP.EXAMPLE.COM',
    'null',
    'x',
  ]) {
    refuseOrigin(from(text), settings)
  }
  expect(lines).toEqual([])
})

test('when a stranger makes up origins, the log has a few and their count, and soon the true one again', () => {
  for (let call = 0; call < 500; call += 1) refuseOrigin(from(`https://${call}.example`), settings)
  expect(lines).toHaveLength(5)
  expect(JSON.stringify([lines, refused])).not.toContain('secret')

  pass(1)
  refuseOrigin(from('http://192.168.1.5:3000'), settings)
  expect(lines.slice(5)).toMatchObject([{ more: 495 }, { origin: 'http://192.168.1.5:3000' }])
})
