import { expect, test, vi } from 'vitest'
import { log } from '../../log/log'
import { SECOND, START, scene } from '../testing'
import { recordEvent } from './record-event'

const { addUser, at, events } = await scene()

test('when an event is recorded, the owner gets a row and the operator a line, with the network and no address or session id', async () => {
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

test('when no account has the address, there is a line and no row', async () => {
  const warn = vi.spyOn(log, 'warn')
  const error = vi.spyOn(log, 'error')
  await recordEvent(at(START), { type: 'sign-in-failed', userId: null, sessionId: null })
  expect(warn).toHaveBeenCalledOnce()
  expect(error).not.toHaveBeenCalled()
})

test('when a row cannot be written, nothing fails and the log has an error', async () => {
  const error = vi.spyOn(log, 'error')
  const event = { type: 'sign-out', userId: 'no-user', sessionId: null } as const
  await expect(recordEvent(at(START), event)).resolves.toBeUndefined()
  expect(error.mock.calls).toEqual([
    [
      {
        event: 'security_event_lost',
        type: 'sign-out',
        userId: 'no-user',
        error: expect.objectContaining({ message: expect.stringMatching(/foreign key/i) }),
      },
    ],
  ])
})

const from = (ip: string, userAgent: string, now = START) => ({
  ...at(now),
  device: { ip, userAgent },
})

test('when one network guesses passwords, it is one row that says how often, from when to when', async () => {
  const user = await addUser()
  const failed = { type: 'sign-in-failed', userId: user.id, sessionId: null } as const
  for (let guess = 0; guess < 30; guess += 1) {
    await recordEvent(from(`192.0.2.${guess}`, `Browser ${guess}`, START + guess * SECOND), failed)
  }
  expect(await events(user)).toMatchObject([
    { type: 'sign-in-failed', count: 30, createdAt: START, lastAt: START + 29 * SECOND },
  ])
  expect((await events(user))[0]?.id).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
})
