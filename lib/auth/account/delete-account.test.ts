import { expect, test, vi } from 'vitest'
import { insertMail, listMails } from '../../../db/mails'
import * as users from '../../../db/users'
import { log } from '../../log/log'
import { newMail, onMailWaiting } from '../mails'
import { readSession } from '../sessions/read-session'
import { MINUTE, START, scene } from '../testing'
import { deleteAccount } from './delete-account'

vi.mock('../../../db/users', { spy: true })

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

test('when the answer of the database is lost after it has deleted, the account counts as deleted', async () => {
  const { user } = await signIn()
  const { deleteUser } = await vi.importActual<typeof users>('../../../db/users')
  vi.mocked(users.deleteUser).mockImplementationOnce(async (...args) => {
    await deleteUser(...args)
    throw new Error('the connection broke off')
  })
  expect(await deleteAccount(at(NOW), user)).toBe(true)
  expect(await mailsTo(user.email)).toMatchObject([{ kind: 'account-deleted' }])
})

test('when the database fails before it has deleted, that is an error, and the account is there', async () => {
  const { user } = await signIn()
  vi.mocked(users.deleteUser).mockRejectedValueOnce(new Error('away'))
  await expect(deleteAccount(at(NOW), user)).rejects.toThrow('away')
  expect(await userRow(user)).toMatchObject({ email: user.email })
})
