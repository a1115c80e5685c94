import { describe, expect, test, vi } from 'vitest'
import type { SecurityEventType } from '../../db/schema'
import { log } from '../log/log'
import { recordEvent } from './events'
import { START, scene } from './testing'

const { addUser, at, events } = await scene()

test('a row for the owner and a line for the operator, with the network and no address', async () => {
  const info = vi.spyOn(log, 'info')
  const user = await addUser()
  await recordEvent(at(START), { type: 'sign-in', userId: user.id, sessionId: 's-1' })
  const about = { type: 'sign-in', userId: user.id, sessionId: 's-1', ip: '192.0.2.0/24' }
  expect(await events(user)).toEqual([
    {
      ...about,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: START,
      userAgent: 'A browser',
    },
  ])
  expect(info.mock.calls).toEqual([[{ event: 'authn_login_success', ...about }]])
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

describe('names of the OWASP logging vocabulary, and how loud they are', () => {
  test.each<[SecurityEventType, 'info' | 'warn', string]>([
    ['sign-up', 'info', 'user_created'],
    ['sign-in', 'info', 'authn_login_success'],
    ['sign-in-failed', 'warn', 'authn_login_fail'],
    ['sign-out', 'info', 'session_expired'],
    ['sign-out-everywhere', 'info', 'authn_token_revoked'],
    ['password-changed', 'info', 'authn_password_change'],
    ['session-ended', 'info', 'session_expired'],
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
