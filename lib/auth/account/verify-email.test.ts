import { beforeEach, expect, test } from 'vitest'
import { insertMail } from '../../../db/mails'
import { type MailKind, type MailRow, mails, type UserRow, users } from '../../../db/schema'
import { findUserByEmail } from '../../../db/users'
import { resolveMail } from '../../mail/resolve'
import { newMail } from '../mails'
import { resetPassword } from '../passwords/password-reset'
import { readSession } from '../sessions/read-session'
import { signInWithPassword } from '../sessions/sign-in'
import { DAY, MINUTE, PASSWORD, START, scene } from '../testing'
import { mailToken } from '../tokens/mail-token'
import { signUp } from './sign-up'
import { resendVerification, verifyAddress } from './verify-email'

const { addUser, at, claimsOf, config, db, events, person, signIn, userRow } = await scene()
const modes = {
  optional: at,
  required: (now: number) => ({
    ...at(now),
    config: { ...config, emailVerification: 'required' as const },
  }),
}
const VICTIM = 'victim@example.com'
const byAttacker = { email: VICTIM, password: 'a password of the attacker' }
const byVictim = { email: VICTIM, password: 'a password of the victim' }
const nothingHeld = { refreshTokens: [] }

beforeEach(async () => {
  await db.delete(mails)
  await db.delete(users)
})

const written = (): Promise<MailRow[]> => db.select().from(mails)

/** Delivers what is written, as `lib/mail` does. @returns what each mail is, and the token of its link. */
async function deliver(now = START): Promise<{ kind: MailKind; token: string }[]> {
  const sent = []
  for (const mail of await written()) {
    const resolved = await resolveMail({ db, config, now }, mail)
    if (resolved) sent.push({ kind: resolved.kind, token: mailToken(config, mail.id) })
  }
  await db.delete(mails)
  return sent
}

/** The link that a user is sent. */
async function linkFor(user: UserRow, now = START): Promise<string> {
  await insertMail(db, newMail(at(now), 'verify-email', { recipient: user.email, userId: user.id }))
  const [mail] = await deliver(now)
  if (!mail) throw new Error('no mail was sent')
  return mail.token
}

test('when a link is opened, the address is verified, once, and no session changes', async () => {
  const held = await signIn()
  const token = await linkFor(held.user)
  const uses = await Promise.all(
    Array.from({ length: 50 }, () => verifyAddress(at(START + MINUTE), { token })),
  )
  expect(uses.filter(({ ok }) => ok)).toHaveLength(1)
  expect(uses.find(({ ok }) => !ok)).toMatchObject({ code: 'invalid-token' })
  expect(await userRow(held.user)).toEqual({ ...held.user, emailVerifiedAt: START + MINUTE })
  expect((await events(held.user)).map(({ type }) => type)).toEqual(['email-verified'])
  expect(await readSession(at(START + MINUTE), held.claims)).toMatchObject({ ok: true })
})

test('when a link is made up, replaced, too old or of another purpose, nothing is verified', async () => {
  const user = await addUser()
  const replaced = await linkFor(user)
  const old = await linkFor(user)
  const forgotten = newMail(at(START), 'forgot-password', { recipient: user.email })
  await insertMail(db, forgotten)
  expect(await deliver()).toMatchObject([{ kind: 'reset-password' }])
  const other = mailToken(config, forgotten.id)
  for (const [token, now] of [
    ['x'.repeat(43), START],
    ['', START],
    [replaced, START],
    [old, START + DAY],
    [other, START],
  ] as const) {
    expect(await verifyAddress(at(now), { token })).toMatchObject({
      ok: false,
      code: 'invalid-token',
    })
  }
  expect(await userRow(user)).toEqual(user)
  expect(await verifyAddress(at(START + DAY - 1), { token: old })).toEqual({ ok: true })
})

test('when a link is asked for again, the same is written for an address that has no account', async () => {
  const { email } = await addUser()
  await resendVerification(at(START), email)
  await resendVerification(at(START), 'no-one@example.com')
  const rows = await written()
  expect(rows.map(({ id: _, recipient: __, ...row }) => row)).toEqual(
    Array(2).fill({
      kind: 'resend-verification',
      userId: null,
      newEmail: null,
      userAgent: 'A browser',
      ip: '192.0.2.0/24',
      createdAt: START,
      dueAt: START,
      attempts: 0,
      sentAt: null,
    }),
  )
  expect(await deliver()).toMatchObject([{ kind: 'verify-email' }])
  const off = { ...at(START), config: { ...config, emailVerification: 'off' as const } }
  await resendVerification(off, email)
  expect(await written()).toEqual([])
})

test('when the address is not verified where it has to be, only the right password learns it, and no session begins', async () => {
  const user = await person()
  const attempt = (password: string) =>
    signInWithPassword(modes.required(START), { email: user.email, password }, nothingHeld)
  expect(await attempt(PASSWORD)).toEqual({ ok: false, code: 'email-unverified' })
  expect(await attempt('another')).toEqual({ ok: false, code: 'invalid-credentials' })
  expect(await verifyAddress(at(START), { token: await linkFor(user) })).toEqual({ ok: true })
  expect(await attempt(PASSWORD)).toMatchObject({ ok: true })
})

test('when the browser held a session, a sign-in that is refused for the address does not end it', async () => {
  const held = await signIn()
  const user = await person()
  const credentials = { email: user.email, password: PASSWORD }
  const browser = { refreshTokens: [held.token] }
  await signInWithPassword(modes.required(START), credentials, browser)
  expect(await readSession(at(START), held.claims)).toMatchObject({ ok: true })
})

test.each(['required', 'optional'] as const)(
  'when an attacker signs up with the address of a victim and it is %s, the attacker ends with nothing',
  async (mode) => {
    const context = modes[mode]
    await signUp(context(START), byAttacker)
    const [first] = await deliver()
    expect(first).toMatchObject({ kind: 'verify-email' })
    const early = await signInWithPassword(context(START), byAttacker, nothingHeld)
    expect(early.ok).toBe(mode === 'optional')

    // The victim comes later.
    const answer = await signUp(context(START + MINUTE), byVictim)
    if (mode === 'optional') {
      expect(answer).toMatchObject({ code: 'email-taken' })
      const asked = newMail(at(START + MINUTE), 'forgot-password', { recipient: VICTIM })
      await insertMail(db, asked)
    }
    const [second] = await deliver(START + MINUTE)
    expect(second?.kind).toBe(mode === 'required' ? 'finish-sign-up' : 'reset-password')
    const reset = { token: second?.token ?? '', newPassword: byVictim.password }
    expect(await resetPassword(context(START + 2 * MINUTE), reset)).toMatchObject({ ok: true })

    const after = context(START + 3 * MINUTE)
    expect(await signInWithPassword(after, byAttacker, nothingHeld)).toMatchObject({
      code: 'invalid-credentials',
    })
    if (early.ok) {
      const claims = await claimsOf(early.grant, START)
      expect(await readSession(after, claims)).toMatchObject({ reason: 'password-change' })
    }
    expect(await verifyAddress(after, { token: first?.token ?? '' })).toMatchObject({
      code: 'invalid-token',
    })
    expect(await signInWithPassword(after, byVictim, nothingHeld)).toMatchObject({ ok: true })
    const owner = await findUserByEmail(db, VICTIM)
    expect(owner?.emailVerifiedAt).toBe(START + 2 * MINUTE)
  },
)
