/** A mail that waits while AUTH_SECRET is changed: docs/keys.md. */
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { insertMail } from '../../db/mails'
import { findToken } from '../../db/one-time-tokens'
import { type MailKind, mails, type OneTimePurpose } from '../../db/schema'
import {
  confirmEmailChange,
  requestEmailChange,
  undoEmailChange,
} from '../auth/account/email-change'
import { newMail } from '../auth/mails'
import { MINUTE, SECOND, SECRET, START, scene, testConfig } from '../auth/testing'
import { presented } from '../auth/tokens/one-time-token'
import type { Config } from '../config/config'
import { deliverDue } from './delivery'
import { resolveMail } from './resolve'

const { at, caller, config: before, db } = await scene()
const NEXT = 'q8Zt3xW0pVn5Lr7cJ2mKdA4sYbHfUeGi1oXvRk9TNwE'
/** With one process, the new secret comes at once. */
const after = testConfig({ AUTH_SECRET: NEXT, AUTH_SECRET_PREVIOUS: SECRET })
/** A process that a rolling restart has not reached, or one whose operator has left the first step out. */
const behind = testConfig({ AUTH_SECRET: NEXT })

let sent: { to: string; text: string }[] = []
let failing = false
const transport = {
  async send(mail: (typeof sent)[number]) {
    if (failing) throw new Error('the server is down')
    sent.push(mail)
  },
}
async function deliver(config: Config, now = START): Promise<void> {
  sent = []
  while (await deliverDue({ db, config, transport, now: () => now }));
}
const linkTo = (address: string) =>
  /#token=([\w-]{43})$/m.exec(sent.find(({ to }) => to === address)?.text ?? '')?.[1] ?? ''

const rowsTo = (address: string) => db.select().from(mails).where(eq(mails.recipient, address))

async function request(newEmail: string) {
  const asking = await caller()
  expect(await requestEmailChange(at(START), asking, newEmail)).toEqual({ ok: true })
  return asking.user
}

test('when AUTH_SECRET is changed, the links of mails that wait for a server work', async () => {
  const user = await request('rotated@example.com')
  await deliver(after)
  const [confirm, undo] = [linkTo('rotated@example.com'), linkTo(user.email)]
  expect(await confirmEmailChange(at(START), { token: confirm })).toEqual({ ok: true })
  const changed = (await rowsTo(user.email)).find(({ kind }) => kind === 'email-changed')
  expect(changed).toMatchObject({ dueAt: START })
  await deliver(after)
  const undoChanged = presented(linkTo(user.email), 'undo-email-change')
  expect(await findToken(db, undoChanged, START)).toMatchObject({ user: { id: user.id } })
  expect(linkTo(user.email)).not.toBe(undo)
  expect(await undoEmailChange(at(START), undo)).toEqual({ ok: true })
})

test.each<[MailKind, OneTimePurpose]>([
  ['forgot-password', 'password-reset'],
  ['resend-verification', 'verify-email'],
])(
  'when AUTH_SECRET is changed after a first try of %s, the link that is sent works',
  async (kind, purpose) => {
    const { user } = await caller()
    await insertMail(db, newMail(at(START), kind, { recipient: user.email }))
    failing = true
    await deliver(before, START + SECOND)
    failing = false
    await deliver(after, START + MINUTE)
    const link = presented(linkTo(user.email), purpose)
    expect(await findToken(db, link, START + MINUTE)).toMatchObject({ user: { id: user.id } })
  },
)

test('when a process does not know the secret of a link, the mail is left to another try', async () => {
  const user = await request('behind@example.com')
  await deliver(behind)
  expect(sent).toEqual([])
  for (const address of [user.email, 'behind@example.com']) {
    expect(await rowsTo(address)).toMatchObject([
      { attempts: 1, dueAt: START + 10 * SECOND, sentAt: null },
    ])
  }
  const [waiting] = await rowsTo(user.email)
  const context = { ...at(START), config: behind }
  await expect(waiting && resolveMail(context, waiting)).rejects.toThrow('AUTH_SECRET_PREVIOUS')
  await deliver(before, START + 10 * SECOND)
  const token = linkTo('behind@example.com')
  expect(await confirmEmailChange(at(START + 10 * SECOND), { token })).toEqual({ ok: true })
})

test('when a newer change has ended the link of a mail that waits, the mail is not sent', async () => {
  const asking = await caller()
  for (const [newEmail, now] of [
    ['typo@example.com', START],
    ['right@example.com', START + 1],
  ] as const) {
    expect(await requestEmailChange(at(now), asking, newEmail)).toEqual({ ok: true })
  }
  await deliver(before, START + 1)
  expect(sent.map(({ to }) => to).sort()).toEqual(
    [asking.user.email, asking.user.email, 'right@example.com'].sort(),
  )
  expect(await rowsTo('typo@example.com')).toMatchObject([{ dueAt: null, sentAt: null }])
})
