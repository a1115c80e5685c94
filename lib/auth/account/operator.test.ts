import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { listMails } from '../../../db/mails'
import * as tables from '../../../db/schema'
import { findUserByEmail } from '../../../db/users'
import { isoTime } from '../../contract/time'
import { readSession } from '../sessions/read-session'
import { signInWithPassword } from '../sessions/sign-in'
import { MINUTE, PASSWORD, START, scene } from '../testing'
import { createAccount, deleteAccountOf, listAccounts, operate, showAccount } from './operator'

const { at, config, db, events, mails, person, signIn, userRow } = await scene()
const NOW = START + MINUTE

test('when an account is disabled, every session ends, once', async () => {
  const { claims, user } = await signIn()
  expect(await operate(at(NOW), 'disable', ` ${user.email.toUpperCase()} `)).toBe('done')
  const ended = { ok: false, code: 'session-revoked', reason: 'disabled' }
  expect(await readSession(at(NOW), claims)).toEqual(ended)
  expect(await operate(at(NOW + 1), 'disable', user.email)).toBe('unchanged')
  expect(await userRow(user)).toMatchObject({ disabledAt: NOW, tokenVersion: 1 })
  expect(await events(user)).toMatchObject([{ type: 'account-disabled', sessionId: null }])
  expect(await mails(user)).toMatchObject([{ kind: 'account-disabled', recipient: user.email }])
})

test('when an account is enabled, what ended stays ended', async () => {
  const { claims, user } = await signIn()
  expect(await operate(at(NOW), 'enable', user.email)).toBe('unchanged')
  await operate(at(NOW), 'disable', user.email)
  expect(await operate(at(NOW + 1), 'enable', user.email)).toBe('done')
  expect(await userRow(user)).toMatchObject({ disabledAt: null })
  expect(await readSession(at(NOW + 1), claims)).toMatchObject({ reason: 'disabled' })
  const types = (await events(user)).map(({ type }) => type)
  expect(types).toEqual(['account-enabled', 'account-disabled'])
})

test('when the operator vouches for an address, its user signs in without a mail, where verification is required', async () => {
  const user = await person()
  const required = { ...at(NOW), config: { ...config, emailVerification: 'required' as const } }
  const credentials = { email: user.email, password: PASSWORD }
  const signInNow = () => signInWithPassword(required, credentials, { refreshTokens: [] })
  expect(await signInNow()).toMatchObject({ code: 'email-unverified' })
  expect(await operate(at(NOW), 'verify', ` ${user.email.toUpperCase()}`)).toBe('done')
  expect(await userRow(user)).toMatchObject({ emailVerifiedAt: NOW, tokenVersion: 0 })
  expect(await events(user)).toMatchObject([{ type: 'email-verified', sessionId: null }])
  expect(await operate(at(NOW + 1), 'verify', user.email)).toBe('unchanged')
  expect(await userRow(user)).toMatchObject({ emailVerifiedAt: NOW })
  expect(await mails(user)).toEqual([])
  expect(await signInNow()).toMatchObject({ ok: true })
})

test('when an account is signed out, every session ends, each time', async () => {
  const first = await signIn()
  expect(await operate(at(NOW), 'sign-out', first.user.email)).toBe('done')
  const second = await signIn({ ...first.user, tokenVersion: 1 })
  expect(await operate(at(NOW), 'sign-out', first.user.email)).toBe('done')
  for (const { claims } of [first, second]) {
    expect(await readSession(at(NOW), claims)).toMatchObject({ reason: 'sign-out-everywhere' })
  }
})

test('when an account is made, the address is stored as sign-up stores it, once', async () => {
  const password = 'a long walk 77'
  const made = await createAccount(at(NOW), { email: ' Made@Example.COM', password })
  expect(made).toEqual({ ok: true, email: 'made@example.com' })
  expect(await createAccount(at(NOW), { email: 'made@example.com', password })).toEqual({
    ok: false,
    problem: 'There is an account with the address made@example.com already.',
  })
  expect(await findUserByEmail(db, 'made@example.com')).toMatchObject({ emailVerifiedAt: NOW })
  const required = { ...at(NOW), config: { ...config, emailVerification: 'required' as const } }
  expect(await createAccount(required, { email: 'made@example.com', password })).toMatchObject({
    problem: expect.stringContaining('already'),
  })
  const mailed = eq(tables.mails.recipient, 'made@example.com')
  expect(await db.select().from(tables.mails).where(mailed)).toEqual([])
  const weak = await createAccount(at(NOW), { email: 'b@example.com', password: 'made' })
  expect(weak).toMatchObject({ ok: false, problem: expect.stringMatching(/^Use at least 8 /) })
  const none = await createAccount(at(NOW), { email: 'b@example.com', password: '' })
  expect(none).toEqual({ ok: false, problem: 'Enter your password.' })
})

test('when an account is shown, it has its living sessions and events, and no whole address of a network', async () => {
  const { id, user } = await signIn()
  await operate(at(NOW), 'enable', user.email)
  await operate(at(NOW), 'sign-out', user.email)
  const after = await signIn({ ...user, tokenVersion: 1 }, NOW)
  const account = await showAccount(at(NOW), user.email.toUpperCase())
  expect(account).toMatchObject({
    ...{ id: user.id, email: user.email, disabledAt: null, emailVerifiedAt: null },
  })
  expect(account?.sessions).toMatchObject([{ id: after.id, network: '192.0.2.0/24' }])
  expect(account?.events).toMatchObject([{ type: 'sign-out-everywhere', network: '192.0.2.0/24' }])
  expect(JSON.stringify(account)).not.toMatch(new RegExp(`192\\.0\\.2\\.7|${id}|current|"ip"`))
  expect(await showAccount(at(NOW), 'no-one@example.com')).toBeNull()
})

test('when accounts are listed page by page, each comes once', async () => {
  const seen: string[] = []
  let after: string | null = null
  do {
    const page = await listAccounts(at(NOW), { after, limit: 2 })
    expect(page.accounts.length).toBeLessThanOrEqual(2)
    seen.push(...page.accounts.map(({ email }) => email))
    after = page.next
  } while (after !== null)
  const all = await listAccounts(at(NOW), { after: null, limit: 1_000 })
  expect(all.next).toBeNull()
  expect(seen).toEqual(all.accounts.map(({ email }) => email))
  const made = all.accounts.find(({ email }) => email === 'made@example.com')
  expect(seen).toContain(made?.email)
  expect(made?.emailVerifiedAt).toBe(isoTime(NOW))
})

test('when an account is deleted, its access tokens are refused, and a mail tells its owner', async () => {
  const { claims, user } = await signIn()
  expect(await deleteAccountOf(at(NOW), ` ${user.email.toUpperCase()}`)).toBe('done')
  expect(await readSession(at(NOW), claims)).toMatchObject({ code: 'session-expired' })
  const sent = (await listMails(db, 100)).filter(({ recipient }) => recipient === user.email)
  expect(sent).toMatchObject([{ kind: 'account-deleted', userId: null }])
  expect(await deleteAccountOf(at(NOW), user.email)).toBe('unknown')
})

test.each(['disable', 'enable', 'sign-out', 'verify'] as const)(
  'when %s gets an address without an account, the answer is unknown',
  async (what) => {
    expect(await operate(at(NOW), what, 'no-one@example.com')).toBe('unknown')
  },
)
