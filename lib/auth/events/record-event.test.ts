import { describe, expect, test, vi } from 'vitest'
import type { SecurityEventType } from '../../contract/events'
import { log } from '../../log/log'
import { MINUTE, SECOND, START, scene } from '../testing'
import { recordEvent } from './record-event'

const { addUser, at, events } = await scene()

test('a row for the owner and a line for the operator, with the network and no address or session id', async () => {
  const info = vi.spyOn(log, 'info')
  const user = await addUser()
  await recordEvent(at(START), { type: 'sign-in', userId: user.id, sessionId: 's-1' })
  const about = { type: 'sign-in', userId: user.id, ip: '192.0.2.0/24' }
  expect(await events(user)).toEqual([
    {
      ...about,
      sessionId: 's-1',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: START,
      userAgent: 'A browser',
      count: 1,
      lastAt: null,
    },
  ])
  // SHA-256 of the session's id, its first 12 digits.
  const line = { event: 'authn_login_success', session: '6a840baf5d8c', ...about }
  expect(info.mock.calls).toEqual([[line]])
})

test('of an address that nobody has there is a line, and no row', async () => {
  const warn = vi.spyOn(log, 'warn')
  const error = vi.spyOn(log, 'error')
  await recordEvent(at(START), { type: 'sign-in-failed', userId: null, sessionId: null })
  expect(warn).toHaveBeenCalledOnce()
  expect(error).not.toHaveBeenCalled()
})

test('a row that cannot be written fails nothing: the log says so', async () => {
  const error = vi.spyOn(log, 'error')
  const event = { type: 'sign-out', userId: 'nobody', sessionId: null } as const
  await expect(recordEvent(at(START), event)).resolves.toBeUndefined()
  expect(error.mock.calls).toEqual([
    [
      {
        event: 'security_event_lost',
        type: 'sign-out',
        userId: 'nobody',
        error: expect.objectContaining({ message: expect.stringMatching(/foreign key/i) }),
      },
    ],
  ])
})

describe('the same again within the hour', () => {
  const from = (ip: string, userAgent: string, now = START) => ({
    ...at(now),
    device: { ip, userAgent },
  })

  test('when one network guesses passwords, it is one row that says how often, from when to when', async () => {
    const user = await addUser()
    const failed = { type: 'sign-in-failed', userId: user.id, sessionId: null } as const
    for (let guess = 0; guess < 30; guess += 1) {
      await recordEvent(
        from(`192.0.2.${guess}`, `Browser ${guess}`, START + guess * SECOND),
        failed,
      )
    }
    expect(await events(user)).toMatchObject([
      { type: 'sign-in-failed', count: 30, createdAt: START, lastAt: START + 29 * SECOND },
    ])
    expect((await events(user))[0]?.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  test('when anything else about it differs, it is a row of its own', async () => {
    const [user, other] = [await addUser(), await addUser()]
    const failed = { type: 'step-up-failed', userId: user.id, sessionId: 's-1' } as const
    const here = from('192.0.2.7', 'A browser')
    await recordEvent(here, failed)
    await recordEvent(here, { ...failed, userId: other.id })
    await recordEvent(here, { ...failed, sessionId: 's-2' })
    await recordEvent(here, { ...failed, type: 'step-up' })
    await recordEvent(from('198.51.100.7', 'A browser'), failed)
    await recordEvent(from('192.0.2.7', 'A browser', START + 60 * MINUTE), failed)
    expect((await events(user)).map(({ count }) => count)).toEqual([1, 1, 1, 1, 1])
  })

  test('when someone signs in twice, each is listed: it has a session to look at', async () => {
    const user = await addUser()
    for (const sessionId of ['s-1', 's-1']) {
      await recordEvent(at(START), { type: 'sign-in', userId: user.id, sessionId })
    }
    expect(await events(user)).toHaveLength(2)
  })
})

describe('names of the OWASP logging vocabulary, and how loud they are', () => {
  test.each<[SecurityEventType, 'info' | 'warn', string]>([
    ['sign-up', 'info', 'user_created'],
    ['sign-in', 'info', 'authn_login_success'],
    ['sign-in-failed', 'warn', 'authn_login_fail'],
    ['sign-out', 'info', 'session_expired'],
    ['sign-out-everywhere', 'info', 'authn_token_revoked'],
    ['password-changed', 'info', 'authn_password_change'],
    ['session-ended', 'info', 'session_expired'],
    ['session-limit', 'info', 'session_expired'],
    ['refresh-recovered', 'info', 'session_renewed'],
    ['token-reuse', 'warn', 'authn_token_reuse'],
    ['step-up', 'info', 'authn_login_success'],
    ['step-up-failed', 'warn', 'authn_login_fail'],
    ['account-disabled', 'warn', 'authn_login_lock'],
    ['account-enabled', 'info', 'user_updated'],
  ])('%s is a line of the level %s, %s', async (type, level, event) => {
    const lines = vi.spyOn(log, level)
    await recordEvent(at(START), { type, userId: null, sessionId: null })
    expect(lines.mock.calls).toMatchObject([[{ event, type }]])
  })
})
