import { expect, test, vi } from 'vitest'
import { insertMail, listMails, updateMail } from '../../../db/mails'
import { putOneTimeToken } from '../../../db/one-time-tokens'
import * as deletion from '../../../db/user-deletion'
import { log } from '../../log/log'
import { resolveMail } from '../../mail/resolve'
import { newMail, onMailWaiting } from '../mails'
import { readSession } from '../sessions/read-session'
import { DAY, MINUTE, START, scene } from '../testing'
import { tokenRow } from '../tokens/one-time-token'
import { deleteAccount } from './delete-account'

vi.mock('../../../db/user-deletion', { spy: true })

const { at, db, signIn, userRow } = await scene()
const NOW = START + MINUTE

const mailsTo = async (address: string) =>
  (await listMails(db, 100)).filter(({ recipient }) => recipient === address)

test('when an account is deleted, nothing of it is left, and one mail that is about no account tells its owner', async () => {
  const { claims, user } = await signIn()
  const waiting = vi.fn()
  onMailWaiting(waiting)
  const info = vi.spyOn(log, 'info')
  expect(await deleteAccount(at(NOW), user)).toBe(true)
  expect(await userRow(user)).toBeUndefined()
  expect(await readSession(at(NOW), claims)).toMatchObject({ code: 'session-expired' })
  const mail = { kind: 'account-deleted', userId: null, ip: '192.0.2.0/24' }
  expect(await mailsTo(user.email)).toMatchObject([{ ...mail, createdAt: NOW, dueAt: NOW }])
  expect(waiting).toHaveBeenCalledOnce()
  const line = { event: 'user_deleted', userId: user.id, ip: '192.0.2.0/24' }
  expect(info.mock.calls).toEqual([[line]])
})

test('when two calls delete one account, one does, and there is one mail', async () => {
  const { user } = await signIn()
  const both = await Promise.all([deleteAccount(at(NOW), user), deleteAccount(at(NOW), user)])
  expect(both.sort()).toEqual([false, true])
  expect(await mailsTo(user.email)).toHaveLength(1)
  // A call that was behind both takes no mail away.
  expect(await deleteAccount(at(NOW), user)).toBe(false)
  expect(await mailsTo(user.email)).toHaveLength(1)
})

test('when mails were asked for with the address alone, they go, and those of others stay', async () => {
  const { user } = await signIn()
  const to = { recipient: user.email }
  const gone = [
    newMail(at(NOW), 'forgot-password', to),
    newMail(at(NOW), 'sign-up', { ...to, userId: 'an account that was never made' }),
  ]
  const kept = [
    newMail(at(NOW), 'confirm-email-change', { ...to, userId: 'another user' }),
    newMail(at(NOW), 'forgot-password', { recipient: 'other@example.com' }),
  ]
  for (const mail of [...gone, ...kept]) await insertMail(db, mail)
  await deleteAccount(at(NOW), user)
  const ids = (await listMails(db, 100)).map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(kept.map(({ id }) => id)))
  for (const { id } of gone) expect(ids).not.toContain(id)
})

test('when a thief changes the address and deletes the account at once, the owner gets what waits for them and the last mail', async () => {
  const { user } = await signIn()
  const [old, other] = [`old-${user.email}`, `other-${user.email}`]
  const undo = (email: string, now: number) => {
    const { id: userId, credentialVersion } = user
    return tokenRow(`${email} ${now}`, 'undo-email-change', {
      userId,
      credentialVersion,
      email,
      now,
    })
  }
  for (const now of [NOW - 2, NOW - 1]) await putOneTimeToken(db, undo(old, now))
  await putOneTimeToken(db, undo(user.email, NOW))
  await putOneTimeToken(db, undo(`late-${user.email}`, NOW - 8 * DAY))
  const of = { userId: user.id }
  const waiting = newMail(at(NOW), 'email-changed', { ...of, recipient: old, newEmail: user.email })
  const sent = newMail(at(NOW), 'email-changed', { ...of, recipient: old, newEmail: other })
  const link = newMail(at(NOW), 'confirm-email-change', { ...of, recipient: other })
  const own = newMail(at(NOW), 'new-sign-in', { ...of, recipient: user.email })
  for (const mail of [waiting, sent, link, own]) await insertMail(db, mail)
  await updateMail(db, sent.id, { dueAt: null, sentAt: NOW })
  expect(await deleteAccount(at(NOW), user)).toBe(true)
  const [kept, ...last] = (await mailsTo(old)).sort((one) => (one.id === waiting.id ? -1 : 1))
  expect(kept).toEqual({ ...waiting, userId: null, attempts: 0, sentAt: null })
  expect(kept && (await resolveMail(at(NOW), kept))).toMatchObject({ ...kept })
  for (const mails of [last, await mailsTo(user.email)]) {
    expect(mails).toMatchObject([{ kind: 'account-deleted', userId: null, dueAt: NOW }])
  }
  for (const address of [other, `late-${user.email}`]) expect(await mailsTo(address)).toEqual([])
})

test('when the answer of the database is lost after it has deleted, the account counts as deleted', async () => {
  const { user } = await signIn()
  const { deleteUser } = await vi.importActual<typeof deletion>('../../../db/user-deletion')
  vi.mocked(deletion.deleteUser).mockImplementationOnce(async (...args) => {
    await deleteUser(...args)
    throw new Error('the connection broke off')
  })
  expect(await deleteAccount(at(NOW), user)).toBe(true)
  expect(await mailsTo(user.email)).toMatchObject([{ kind: 'account-deleted' }])
})

test('when the database fails before it has deleted, that is an error, and the account is there', async () => {
  const { user } = await signIn()
  vi.mocked(deletion.deleteUser).mockRejectedValueOnce(new Error('away'))
  await expect(deleteAccount(at(NOW), user)).rejects.toThrow('away')
  expect(await userRow(user)).toMatchObject({ email: user.email })
})
