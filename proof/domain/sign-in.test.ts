import bcrypt from 'bcryptjs'
import { expect, test, vi } from 'vitest'
import { userRow } from '../../db/testing'
import { changePassword } from '../../lib/auth/passwords/change-password'
import { chooseRefreshToken, readSession } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { signInWithPassword } from '../../lib/auth/sessions/sign-in'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { DAY, MINUTE, PASSWORD, START, scene, tokenOf } from '../../lib/auth/testing'

const { refresh, at, claimsOf, db, events, person, row, signIn, signInAs, tokenVersion } =
  await scene()
const nothingHeld = { refreshTokens: [] }

const start = async (now = START) => {
  const user = await person()
  return { user, ...(await signInAs(user, null, now, { remember: false })) }
}

test('when the password is changed, the session that goes on is of the same kind', async () => {
  const { user, grant } = await start()
  const caller = { user, session: await row(grant.sessionId) }
  const newPassword = 'seven geese over the lake'
  const changed = await changePassword(at(START), caller, {
    currentPassword: PASSWORD,
    newPassword,
  })
  if (!changed.ok) throw new Error(changed.code)
  expect(changed.grant?.refreshToken).toMatchObject({ maxAge: null })
})

test('when a user signs in again, the other sessions go on', async () => {
  const user = await person()
  const first = await signInAs(user, null)
  const second = await signInAs(user, null)
  expect(second.claims.sid).not.toBe(first.claims.sid)
  expect(await readSession(at(START), first.claims)).toMatchObject({ ok: true })
})

test('when everything was ended once, the next session lives', async () => {
  const user = await person({ tokenVersion: 5 })
  const { claims } = await signInAs(user, null)
  expect(await readSession(at(START), claims)).toMatchObject({ ok: true })
})

test.each([
  ['other letters', PASSWORD.toUpperCase()],
  ['cut short', PASSWORD.slice(0, -1)],
  ['with a blank at its end', `${PASSWORD} `],
  ['the stored string itself', 'STORED'],
])('when the password is %s, it is refused', async (_, attempt) => {
  const { email, passwordHash } = await person()
  const tried = attempt === 'STORED' ? passwordHash : attempt
  const answer = await signInWithPassword(at(START), { email, password: tried }, nothingHeld)
  expect(answer).toMatchObject({ code: 'invalid-credentials' })
})

test('when a sign-in fails, the session of the browser goes on', async () => {
  const held = await signIn()
  const { email } = await person()
  const browser = { refreshTokens: [held.token] }
  await signInWithPassword(at(START), { email, password: 'wrong horse' }, browser)
  expect(await readSession(at(START), held.claims)).toMatchObject({ ok: true })
})

test('when another tab presents the replaced token much later, there is no alarm', async () => {
  const user = await person()
  const held = await signIn(user)
  await signInAs(user, held.token)
  const late = await refreshSession(at(START + DAY), held.token)
  expect(late).toEqual({ ok: false, code: 'session-revoked', reason: 'sign-in' })
  expect(await tokenVersion(user)).toBe(0)
})

test.each(['', 'x', 'a.b.c'])('when the cookie is %j, it is ignored', async (refreshToken) => {
  const { claims } = await signInAs(await person(), refreshToken)
  expect(await readSession(at(START), claims)).toMatchObject({ ok: true })
})

test('when the held session was signed out long ago, the new one lives', async () => {
  const user = await person()
  const held = await signIn(user)
  await endSession(at(START), held.token)
  const now = START + 5 * MINUTE
  const { claims } = await signInAs(user, held.token, now)
  expect(await readSession(at(now), claims)).toMatchObject({ ok: true })
})

test('when the stale copy is of another user, the other devices of that user go on', async () => {
  const held = await signIn()
  const phone = await signIn(held.user)
  const { grant } = await refresh(held.token, START)
  await readSession(at(START + MINUTE), await claimsOf(grant, START))
  await signInAs(await person(), held.token, START + 5 * MINUTE)
  expect(await row(held.id)).toMatchObject({ revokedReason: 'reuse' })
  expect(await tokenVersion(held.user)).toBe(0)
  expect(await readSession(at(START + 5 * MINUTE), phone.claims)).toMatchObject({ ok: true })
})

test('when the browser brings several cookies, every session behind them ends, and one begins', async () => {
  const user = await person()
  const [mine, planted] = [await signIn(user), await signIn()]
  const refreshTokens = ['nonsense', planted.token, mine.token]
  const answer = await signInWithPassword(
    at(START),
    { email: user.email, password: PASSWORD },
    { refreshTokens },
  )
  for (const { id } of [mine, planted]) {
    expect(await row(id)).toMatchObject({ revokedReason: 'replaced' })
  }
  if (!answer.ok) throw new Error(answer.code)
  const all = [tokenOf(answer.grant), ...refreshTokens]
  expect(await chooseRefreshToken(at(START), all)).toBe(tokenOf(answer.grant))
})

test('when the account is disabled, the session of the browser goes on', async () => {
  const held = await signIn()
  const { email } = await person({ disabledAt: START })
  const browser = { refreshTokens: [held.token] }
  await signInWithPassword(at(START), { email, password: PASSWORD }, browser)
  expect(await readSession(at(START), held.claims)).toMatchObject({ ok: true })
})

test('when a user signs in, the sign-in and the end of the held session are events', async () => {
  const user = await person()
  const held = await signIn(user)
  const { claims } = await signInAs(user, held.token)
  const written = (await events(user)).map(({ type, sessionId }) => [type, sessionId]).sort()
  expect(written).toEqual([
    ['session-ended', held.id],
    ['sign-in', claims.sid],
  ])
})

test('when a sign-in failed, the event is written after the answer', async () => {
  const user = await person()
  await signInWithPassword(at(START), { email: user.email, password: 'wrong horse' }, nothingHeld)
  // After the answer, whose time must not tell that there is an account.
  expect(await events(user)).toEqual([])
  const written = [{ type: 'sign-in-failed', sessionId: null }]
  await vi.waitFor(async () => expect(await events(user)).toMatchObject(written))
})

test('when the password is wrong, the stored one is not replaced', async () => {
  const user = await person({ passwordHash: bcrypt.hashSync(PASSWORD, 4) })
  await signInWithPassword(at(START), { email: user.email, password: 'wrong horse' }, nothingHeld)
  expect((await userRow(db, user.id))?.passwordHash).toBe(user.passwordHash)
})
