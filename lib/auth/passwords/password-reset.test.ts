import { eq } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { mails as mailRows, oneTimeTokens, type UserRow } from '../../../db/schema'
import { disableUser } from '../../../db/users'
import { onMailWaiting } from '../mails'
import { readSession } from '../sessions/read-session'
import { signInWithPassword } from '../sessions/sign-in'
import { MINUTE, START, scene, testConfig } from '../testing'
import { askForPasswordReset, createPasswordResetLink, resetPassword } from './password-reset'

const { addUser, at, db, events, mails, signIn, userRow } = await scene()
const newPassword = 'another horse staple'

/** Makes a link for a user. @returns its token. */
async function linkFor({ email }: UserRow, now = START): Promise<string> {
  const made = await createPasswordResetLink(at(now), email)
  if (typeof made === 'string') throw new Error(made)
  const [address, token = ''] = made.link.split('#token=')
  expect(address).toBe('http://localhost:3000/reset-password')
  // 256 bits.
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(made.expiresAt).toBe(now + 30 * MINUTE)
  return token
}

const reset = (token: string, now = START, more: object = {}) =>
  resetPassword(at(now), { token, newPassword, ...more })

const signInWith = (user: UserRow, password: string) =>
  signInWithPassword(at(START), { email: user.email, password }, { refreshTokens: [] })

test('when a link is used, the password is another, every session has ended and no one is signed in', async () => {
  const { claims, user } = await signIn()
  const token = await linkFor(user)
  expect(await reset(token)).toMatchObject({ ok: true })
  expect(await readSession(at(START), claims)).toMatchObject({ reason: 'password-change' })
  expect((await events(user)).map(({ type }) => type).sort()).toEqual([
    'password-reset',
    'password-reset-link',
  ])
  expect(await mails(user)).toMatchObject([{ kind: 'password-changed', recipient: user.email }])
  expect(await reset(token)).toMatchObject({ code: 'invalid-token' })
  expect(await mails(user)).toHaveLength(1)
  expect(await signInWith(user, newPassword)).toMatchObject({ ok: true })
})

test('when a link is asked for, the row is the same for an address with an account and one without, and nothing changes', async () => {
  const user = await addUser()
  const waiting = vi.fn()
  onMailWaiting(waiting)
  const rows = []
  for (const email of [user.email, 'no-one@example.com']) {
    expect(await askForPasswordReset(at(START), email)).toEqual({ ok: true })
    const [mail] = await db.select().from(mailRows).where(eq(mailRows.recipient, email))
    expect(mail?.id).toMatch(/^[\w-]{43}$/)
    rows.push({ ...mail, id: '', recipient: '' })
  }
  expect(rows[0]).toMatchObject({ kind: 'forgot-password', userId: null, dueAt: START })
  expect(rows[1]).toEqual(rows[0])
  expect(waiting).toHaveBeenCalledTimes(2)
  expect(await userRow(user)).toEqual(user)
  expect(await events(user)).toEqual([])
})

test('when a link is made, nothing of the account changes and the token is stored nowhere', async () => {
  const user = await addUser()
  const token = await linkFor(user)
  expect(await userRow(user)).toEqual(user)
  const rows = await db.select().from(oneTimeTokens)
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('when APP_URL is set, it leads there, and without one to the port of this machine', async () => {
  const { email } = await addUser()
  for (const [settings, start] of [
    [
      { APP_URL: 'https://app.example.com', BCRYPT_COST: '10' },
      'https://app.example.com/reset-password#token=',
    ],
    [{ PORT: '3001' }, 'http://localhost:3001/reset-password#token='],
  ] as const) {
    const config = testConfig(settings)
    const made = await createPasswordResetLink({ ...at(START), config }, email)
    expect(made).toMatchObject({ link: expect.stringContaining(start) })
  }
})

test('when the address is typed in another spelling, its account is found; an unknown and a disabled one get none', async () => {
  const user = await addUser()
  await linkFor({ ...user, email: ` ${user.email.toUpperCase()} ` })
  const make = (email: string) => createPasswordResetLink(at(START), email)
  expect(await make('no-one@example.com')).toBe('unknown')
  await disableUser(db, user.id, START)
  expect(await make(user.email)).toBe('disabled')
})
