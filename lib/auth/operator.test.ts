import { expect, test } from 'vitest'
import { operate } from './operator'
import { readSession } from './sessions'
import { MINUTE, START, scene } from './testing'

const { at, events, signIn, userRow } = await scene()
const NOW = START + MINUTE

test('disabled: every session ends, once', async () => {
  const { claims, user } = await signIn()
  expect(await operate(at(NOW), 'disable', ` ${user.email.toUpperCase()} `)).toBe('done')
  const ended = { ok: false, code: 'session-revoked', reason: 'disabled' }
  expect(await readSession(at(NOW), claims)).toEqual(ended)
  expect(await operate(at(NOW + 1), 'disable', user.email)).toBe('unchanged')
  expect(await userRow(user)).toMatchObject({ disabledAt: NOW, tokenVersion: 1 })
  expect(await events(user)).toMatchObject([{ type: 'account-disabled', sessionId: null }])
})

test('enabled: signing in works again, what ended stays ended', async () => {
  const { claims, user } = await signIn()
  expect(await operate(at(NOW), 'enable', user.email)).toBe('unchanged')
  await operate(at(NOW), 'disable', user.email)
  expect(await operate(at(NOW + 1), 'enable', user.email)).toBe('done')
  expect(await userRow(user)).toMatchObject({ disabledAt: null })
  expect(await readSession(at(NOW + 1), claims)).toMatchObject({ reason: 'disabled' })
  const types = (await events(user)).map(({ type }) => type)
  expect(types).toEqual(['account-enabled', 'account-disabled'])
})

test('signed out: every session ends, as often as it is asked for', async () => {
  const first = await signIn()
  expect(await operate(at(NOW), 'sign-out', first.user.email)).toBe('done')
  const second = await signIn({ ...first.user, tokenVersion: 1 })
  expect(await operate(at(NOW), 'sign-out', first.user.email)).toBe('done')
  for (const { claims } of [first, second]) {
    expect(await readSession(at(NOW), claims)).toMatchObject({ reason: 'sign-out-everywhere' })
  }
})

test.each(['disable', 'enable', 'sign-out'] as const)(
  '%s: nobody has that address',
  async (what) => {
    expect(await operate(at(NOW), what, 'nobody@example.com')).toBe('unknown')
  },
)
