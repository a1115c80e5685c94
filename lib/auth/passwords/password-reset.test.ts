import { expect, test } from 'vitest'
import { oneTimeTokens, type UserRow } from '../../../db/schema'
import { disableUser } from '../../../db/users'
import { readSession } from '../sessions/read-session'
import { signInWithPassword } from '../sessions/sign-in'
import { MINUTE, START, scene } from '../testing'
import { createPasswordResetLink, resetPassword } from './password-reset'

const { addUser, at, db, events, signIn, userRow } = await scene()
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
  expect(await signInWith(user, newPassword)).toMatchObject({ ok: true })
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
  for (const [appUrl, publicPort, start] of [
    ['https://app.example.com', 443, 'https://app.example.com/reset-password#token='],
    [null, 3001, 'http://localhost:3001/reset-password#token='],
  ] as const) {
    const made = await createPasswordResetLink(
      { ...at(START), config: { appUrl, publicPort } },
      email,
    )
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
