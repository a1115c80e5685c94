import { expect, test } from 'vitest'
import { insertMail, updateMail } from '../../../db/mails'
import type { AccountExport } from '../../contract/answers'
import { recordEvent } from '../events/record-event'
import { newMail } from '../mails'
import { endSession } from '../sessions/sign-out'
import { START, scene } from '../testing'
import { exportAccount } from './export'

const { at, db, row, signIn } = await scene()

async function whole(parts: AsyncGenerator<string>): Promise<AccountExport> {
  let text = ''
  for await (const part of parts) text += part
  return JSON.parse(text)
}

test('when a user exports their data, ended sessions are in it and nothing that proves who they are', async () => {
  const here = await signIn()
  const left = await signIn(here.user)
  const stranger = await signIn()
  await endSession(at(START), left.token)
  await recordEvent(at(START), { type: 'sign-in', userId: stranger.user.id, sessionId: null })
  const caller = { user: here.user, session: await row(here.id) }
  const exported = await whole(exportAccount(at(START), caller))
  expect(exported).toMatchObject({ user: { id: here.user.id, email: here.user.email } })
  expect(exported.sessions.map(({ id }) => id).sort()).toEqual([here.id, left.id].sort())
  expect(exported.events).toMatchObject([{ type: 'sign-out', sessionId: left.id }])
  const text = JSON.stringify(exported)
  const { salt, refreshTokenHash } = caller.session
  for (const secret of [salt, refreshTokenHash, here.user.passwordHash, stranger.user.id]) {
    expect(text).not.toContain(secret)
  }
})

test('when a mail went to an address that the user asked to have, the export shows no time, since a taken address gets none', async () => {
  const { id, user } = await signIn()
  for (const kind of ['confirm-email-change', 'email-changed'] as const) {
    const mail = newMail(at(START), kind, { recipient: 'free@example.com', userId: user.id })
    await insertMail(db, mail)
    await updateMail(db, mail.id, { sentAt: START, dueAt: null })
  }
  const exported = await whole(exportAccount(at(START), { user, session: await row(id) }))
  const times = exported.mails.map(({ kind, sentAt }) => [kind, sentAt])
  expect(Object.fromEntries(times)).toEqual({
    'confirm-email-change': null,
    'email-changed': new Date(START).toISOString(),
  })
})
