import { expect, test } from 'vitest'
import { readSession } from '../sessions/read-session'
import { signInWithPassword } from '../sessions/sign-in'
import { DEVICE, MINUTE, PASSWORD, START, scene, tokenOf } from '../testing'
import { changePassword } from './change-password'

const { at, caller, claimsOf, events, mails, row, signIn, userRow } = await scene()
const NOW = START + 20 * MINUTE
const currentPassword = PASSWORD
const newPassword = 'another horse staple'

test('when the password is changed, every session ends and the next one of the same device begins', async () => {
  const { held, session, user } = await caller()
  const other = await signIn(user)
  const answer = await changePassword(at(NOW), { session, user }, { currentPassword, newPassword })
  if (!answer.ok || !answer.grant) throw new Error('there is no grant')
  const ended = { ok: false, code: 'session-revoked', reason: 'password-change' }
  for (const { claims } of [held, other]) {
    expect(await readSession(at(NOW), claims)).toEqual(ended)
  }
  const claims = await claimsOf(answer.grant, NOW)
  expect(claims.sid).toBe(answer.grant.sessionId)
  expect(claims.sid).not.toBe(held.id)
  expect(await readSession(at(NOW), claims)).toMatchObject({ ok: true })
  expect(tokenOf(answer.grant)).not.toBe(held.token)
  expect(await row(claims.sid)).toMatchObject({
    createdAt: NOW,
    authenticatedAt: NOW,
    tokenVersion: 1,
    userAgent: session.userAgent,
    ip: session.ip,
  })
  expect(await events(user)).toMatchObject([{ type: 'password-changed', sessionId: claims.sid }])
})

test('when the password is changed, one mail tells the owner when and from where', async () => {
  const { session, user } = await caller()
  await changePassword(at(NOW), { session, user }, { currentPassword, newPassword })
  expect(await mails(user)).toMatchObject([
    {
      kind: 'password-changed',
      recipient: user.email,
      userAgent: DEVICE.userAgent,
      ip: '192.0.2.0/24',
      createdAt: NOW,
      dueAt: NOW,
    },
  ])
})

test('when the password is changed, only the new one signs in', async () => {
  const { session, user } = await caller()
  await changePassword(at(NOW), { session, user }, { currentPassword, newPassword })
  const signInWith = (password: string) =>
    signInWithPassword(at(NOW), { email: user.email, password }, { refreshTokens: [] })
  expect(await signInWith(currentPassword)).toMatchObject({ code: 'invalid-credentials' })
  expect(await signInWith(newPassword)).toMatchObject({ ok: true })
})

test.each([
  ['a wrong current password', { currentPassword: 'wrong horse' }, 'invalid-credentials'],
  ['a short new one', { newPassword: 'short' }, 'weak-password'],
  ['a common new one', { newPassword: 'password123' }, 'weak-password'],
  ['the one that is there', { newPassword: currentPassword }, 'weak-password'],
])('when the input is %s, nothing changes', async (_, more, code) => {
  const { held, session, user } = await caller()
  const input = { currentPassword, newPassword, ...more }
  expect(await changePassword(at(NOW), { session, user }, input)).toMatchObject({ code })
  expect(await userRow(user)).toEqual(user)
  expect(await readSession(at(NOW), held.claims)).toMatchObject({ ok: true })
  expect(await mails(user)).toEqual([])
})
