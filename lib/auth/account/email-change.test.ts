import { desc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { changeEmail } from '../../../db/email-change'
import { findToken, putOneTimeToken } from '../../../db/one-time-tokens'
import { type MailKind, mails } from '../../../db/schema'
import { disableUser, findUserByEmail, insertUser } from '../../../db/users'
import { ownerMail } from '../mails'
import { changePassword } from '../passwords/change-password'
import { resetPassword } from '../passwords/password-reset'
import { signOutEverywhere } from '../sessions/manage-sessions'
import { readSession } from '../sessions/read-session'
import { DAY, PASSWORD, START, scene } from '../testing'
import { mailToken } from '../tokens/mail-token'
import { presented, tokenRow } from '../tokens/one-time-token'
import { confirmEmailChange, requestEmailChange, undoEmailChange } from './email-change'

const { addUser, at, caller, config, db, events, row, signIn, signInAs, userRow } = await scene()

const newPassword = 'another horse staple'
let made = 0
const anAddress = () => `address-${++made}@example.com`

const mailsTo = (address: string) =>
  db.select().from(mails).where(eq(mails.recipient, address)).orderBy(desc(mails.createdAt))

/** The token of the newest mail of a kind to an address. */
async function linkTo(address: string, kind: MailKind): Promise<string> {
  const mail = (await mailsTo(address)).find((one) => one.kind === kind)
  if (!mail) throw new Error(`no mail ${kind} to ${address}`)
  return mailToken(config, mail.id)
}

/** The caller as a request finds them. */
async function asker({ user, session }: Awaited<ReturnType<typeof caller>>) {
  const now = await userRow(user)
  if (!now) throw new Error('there is no such user')
  return { user: now, session: await row(session.id) }
}

const ask = async (who: Awaited<ReturnType<typeof caller>>, email: string, now = START) =>
  requestEmailChange(at(now), await asker(who), email)

const confirm = (token: string, now = START, email?: string) =>
  confirmEmailChange(at(now), { token, email })
const undo = (token: string, now = START) => undoEmailChange(at(now), token)

/** Changes an address from end to end. @returns the token that undoes the change. */
async function change(who: Awaited<ReturnType<typeof caller>>, email: string, now = START) {
  const before = (await asker(who)).user.email
  expect(await ask(who, email, now)).toEqual({ ok: true })
  expect(await confirm(await linkTo(email, 'confirm-email-change'), now + 1)).toEqual({ ok: true })
  return linkTo(before, 'email-changed')
}

test('when a change is asked for, nothing changes, and both addresses get a mail', async () => {
  const who = await caller()
  const email = anAddress()
  expect(await ask(who, email)).toEqual({ ok: true })
  expect(await userRow(who.user)).toEqual(who.user)
  expect(await mailsTo(email)).toMatchObject([
    { kind: 'confirm-email-change', userId: who.user.id, newEmail: email },
  ])
  expect(await mailsTo(who.user.email)).toMatchObject([
    { kind: 'email-change-requested', userId: who.user.id, newEmail: email },
  ])
  expect((await events(who.user)).map(({ type }) => type)).toContain('email-change-requested')
})

test('when it is asked for again, the link before ends', async () => {
  const who = await caller()
  const [first, second] = [anAddress(), anAddress()]
  await ask(who, first)
  await ask(who, second)
  const link = await linkTo(first, 'confirm-email-change')
  expect(await confirm(link)).toMatchObject({ code: 'invalid-token' })
  expect(await confirm(await linkTo(second, 'confirm-email-change'))).toEqual({ ok: true })
})

test('when the address is the one that the account has, the answer says so at the field', async () => {
  const who = await caller()
  expect(await ask(who, who.user.email)).toMatchObject({
    code: 'invalid-input',
    errors: [{ path: 'newEmail', message: expect.stringContaining('your account has') }],
  })
  expect(await mailsTo(who.user.email)).toEqual([])
})

test('when an account has the new address, the same is answered and written', async () => {
  const [who, free] = [await caller(), await caller()]
  const taken = await addUser()
  expect(await ask(who, taken.email)).toEqual(await ask(free, anAddress()))
  const written = async (address: string) => (await mailsTo(address)).map(({ kind }) => kind)
  expect(await written(who.user.email)).toEqual(await written(free.user.email))
  expect(await written(taken.email)).toEqual(['confirm-email-change'])
})

test('when the session that asks has just ended, nothing is written', async () => {
  const who = await caller()
  const read = await asker(who)
  await signOutEverywhere(at(START), who.user, who.session.id)
  const email = anAddress()
  expect(await requestEmailChange(at(START), read, email)).toMatchObject({
    code: 'session-revoked',
  })
  expect([...(await mailsTo(email)), ...(await mailsTo(who.user.email))]).toEqual([])
})

test('when the new address confirms, the account has it verified, sessions go on, and the earlier one gets a mail', async () => {
  const who = await caller()
  const { email: before } = who.user
  const email = anAddress()
  await change(who, email)
  expect(await userRow(who.user)).toMatchObject({ email, emailVerifiedAt: START + 1 })
  expect(await readSession(at(START + 2), who.held.claims)).toMatchObject({ ok: true })
  expect(await mailsTo(before)).toMatchObject([
    { kind: 'email-changed', newEmail: email, userId: who.user.id },
    { kind: 'email-change-requested' },
  ])
  expect((await events(who.user)).map(({ type }) => type)).toContain('email-changed')
})

test('when the account of the link is not the one that is meant, nothing changes, and the link still works', async () => {
  const [attacker, victim] = [await caller(), await caller()]
  const email = anAddress()
  await ask(attacker, email)
  const link = await linkTo(email, 'confirm-email-change')
  for (const another of [victim.user.email, email]) {
    expect(await confirm(link, START, another)).toMatchObject({ code: 'forbidden' })
  }
  expect(await userRow(attacker.user)).toEqual(attacker.user)
  expect(await confirm(link, START, attacker.user.email)).toEqual({ ok: true })
})

test('when a link is too old, it changes nothing', async () => {
  const who = await caller()
  const email = anAddress()
  await ask(who, email)
  const link = await linkTo(email, 'confirm-email-change')
  expect(await confirm(link, START + DAY)).toMatchObject({ code: 'invalid-token' })
  const undoLink = await linkTo(who.user.email, 'email-change-requested')
  expect(await undo(undoLink, START + 7 * DAY)).toMatchObject({ code: 'invalid-token' })
  expect(await userRow(who.user)).toEqual(who.user)
  expect(await undo(undoLink, START + 7 * DAY - 1)).toEqual({ ok: true })
})

test('when another account gets the address in between, the change is refused and nothing is changed', async () => {
  const who = await caller()
  const email = anAddress()
  await ask(who, email)
  const link = await linkTo(email, 'confirm-email-change')
  const other = await addUser({ email })
  const { credentialVersion } = who.user
  expect(await confirm(link)).toMatchObject({ code: 'email-taken' })
  expect(await userRow(who.user)).toMatchObject({ email: who.user.email, credentialVersion })
  expect(await userRow(other)).toEqual(other)
  // It was not used up: the address may be free again.
  expect(await confirm(link)).toMatchObject({ code: 'email-taken' })
})

test('when two users confirm one address at the same time, one of them gets it', async () => {
  const email = anAddress()
  const both = [await caller(), await caller()]
  const links: string[] = []
  for (const who of both) {
    await ask(who, email)
    const mail = (await mailsTo(email)).find(({ userId }) => userId === who.user.id)
    links.push(mailToken(config, mail?.id ?? ''))
  }
  const answers = await Promise.all(links.map((link) => confirm(link)))
  const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()
  expect(codes).toEqual(['email-taken', 'ok'])
  const winner = both[answers.findIndex(({ ok }) => ok)]
  expect(await findUserByEmail(db, email)).toMatchObject({ id: winner?.user.id })
})

test('when the owner of another account can still take an address back, it is taken, but not for that owner', async () => {
  const [who, other] = [await caller(), await caller()]
  const { email } = who.user
  const elsewhere = anAddress()
  await ask(other, email)
  const link = await linkTo(email, 'confirm-email-change')
  await change(who, elsewhere)
  expect(await confirm(link)).toMatchObject({ code: 'email-taken' })
  expect(await confirm(link, START + 7 * DAY)).toMatchObject({ code: 'invalid-token' })
  await change(who, email, START + 10)
  expect(await userRow(who.user)).toMatchObject({ email })
})

test('when an address becomes one that can be taken back after the look at it, neither a sign-up nor a change gets it', async () => {
  const [who, other] = [await caller(), await caller()]
  const { email } = who.user
  await ask(other, email)
  const link = presented(await linkTo(email, 'confirm-email-change'), 'confirm-email-change')
  const found = await findToken(db, link, START)
  if (!found) throw new Error('the link does not count')
  await change(who, anAddress())
  const id = 'of-a-thief'
  // What follows the look, and for a sign-up the hash.
  const made = await insertUser(db, { id, email, passwordHash: 'a hash', createdAt: START + 2 })
  expect(made).toBeUndefined()
  const token = { ...found.token, email }
  const undo = {
    token: { ...token, tokenHash: 'of the undo', purpose: 'undo-email-change' as const },
    mail: ownerMail(at(START), 'email-changed', other.user),
  }
  expect(await changeEmail(db, found.user, token, { undo, now: START + 2 })).toBeUndefined()
  expect(await findUserByEmail(db, email)).toBeUndefined()
})

test('when a thief has changed the address twice and the password, the first undo gives the account back', async () => {
  const who = await caller()
  const { email } = who.user
  const [second, third] = [anAddress(), anAddress()]
  const stolen = { currentPassword: PASSWORD, newPassword }
  const changed = await changePassword(at(START), await asker(who), stolen)
  if (!changed.ok) throw new Error(changed.code)
  const thief = { ...who, ...(await signIn(await userRow(who.user))) }
  const asThief = { ...thief, session: await row(thief.id) }
  const first = await change(asThief, second)
  const ofThief = await change(asThief, third, START + 10)
  const open = await linkTo(second, 'email-change-requested')

  expect(await undo(first, START + 20)).toEqual({ ok: true })
  expect(await userRow(who.user)).toMatchObject({
    email,
    emailVerifiedAt: START + 20,
    tokenVersionReason: 'email-change-undone',
  })
  expect(await readSession(at(START + 20), thief.claims)).toMatchObject({
    code: 'session-revoked',
    reason: 'email-change-undone',
  })
  for (const link of [ofThief, open, first]) {
    expect(await undo(link, START + 30)).toMatchObject({ code: 'invalid-token' })
  }
  await expect(signInAs({ ...who.user, email }, null)).rejects.toThrow('invalid-credentials')
  expect((await mailsTo(email))[0]).toMatchObject({ kind: 'email-restored', userId: who.user.id })
  expect((await events(who.user)).map(({ type }) => type)).toContain('email-change-undone')
})

test('when the thief undoes the second change, the owner can still undo the first', async () => {
  const who = await caller()
  const [second, third] = [anAddress(), anAddress()]
  const first = await change(who, second)
  const ofThief = await change(who, third, START + 10)
  expect(await undo(ofThief, START + 20)).toEqual({ ok: true })
  expect(await userRow(who.user)).toMatchObject({ email: second })
  expect(await undo(first, START + 30)).toEqual({ ok: true })
  expect(await userRow(who.user)).toMatchObject({ email: who.user.email })
})

test('when an undo and another change meet, the undo counts, and no link of the thief is left', async () => {
  for (let round = 0; round < 10; round += 1) {
    const who = await caller()
    const [second, third] = [anAddress(), anAddress()]
    const first = await change(who, second)
    await ask(who, third, START + 10)
    const next = await linkTo(third, 'confirm-email-change')
    const [, undone] = await Promise.all([confirm(next, START + 20), undo(first, START + 20)])
    expect(undone).toEqual({ ok: true })
    expect(await userRow(who.user)).toMatchObject({ email: who.user.email })
    const ofThief = (await mailsTo(second)).map(({ id }) => mailToken(config, id))
    for (const link of ofThief) expect(await undo(link, START + 30)).toMatchObject({ ok: false })
  }
})

test('when the change is undone before it is confirmed, the pending change, the sessions and the password end', async () => {
  const who = await caller()
  const email = anAddress()
  await ask(who, email)
  expect(await undo(await linkTo(who.user.email, 'email-change-requested'))).toEqual({ ok: true })
  expect(await confirm(await linkTo(email, 'confirm-email-change'))).toMatchObject({ ok: false })
  expect(await readSession(at(START), who.held.claims)).toMatchObject({ code: 'session-revoked' })
  await expect(signInAs(who.user, null)).rejects.toThrow('invalid-credentials')
})

test('when a newer link has taken the change back, the one before changes nothing, until the address changes again', async () => {
  const who = await caller()
  const before = who.user.email
  const newer = await change(who, anAddress())
  const older = await linkTo(before, 'email-change-requested')
  expect(await undo(newer, START + 10)).toEqual({ ok: true })
  const restored = await userRow(who.user)
  if (!restored) throw new Error('there is no such user')
  const { id: userId, credentialVersion } = restored
  const of = { userId, credentialVersion, email: before, now: START }
  await putOneTimeToken(db, tokenRow('a token', 'password-reset', of))
  expect(await resetPassword(at(START + 20), { token: 'a token', newPassword })).toMatchObject({
    ok: true,
  })
  const owner = await userRow(who.user)
  expect(await undo(older, START + 30)).toMatchObject({ code: 'invalid-token' })
  expect(await userRow(who.user)).toEqual(owner)
  expect((await mailsTo(before)).filter(({ kind }) => kind === 'email-restored')).toHaveLength(1)

  await change({ ...who, session: await row((await signIn(owner)).id) }, anAddress(), START + 40)
  expect(await undo(older, START + 50)).toEqual({ ok: true })
  expect(await userRow(who.user)).toMatchObject({ email: before })
})

test('when the account is disabled, no link works', async () => {
  const who = await caller()
  const email = anAddress()
  const undoLink = await change(who, email)
  await ask(who, anAddress())
  await disableUser(db, who.user.id, START)
  const before = await userRow(who.user)
  expect(await undo(undoLink)).toMatchObject({ code: 'invalid-token' })
  expect(await userRow(who.user)).toEqual(before)
})
