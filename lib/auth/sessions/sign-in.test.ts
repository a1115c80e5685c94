import bcrypt from 'bcryptjs'
import { expect, test } from 'vitest'
import { userRow } from '../../../db/testing'
import { parseStoredPassword } from '../passwords/password-hash'
import { DAY, DEVICE, MINUTE, PASSWORD, START, scene, tokenOf } from '../testing'
import { readSession } from './read-session'
import { refreshSession } from './refresh'
import { hashRefreshToken } from './session-tokens'
import { signInWithPassword } from './sign-in'

const { at, refresh, claimsOf, db, events, person, row, signIn, signInAs, tokenVersion } =
  await scene()
const nothingHeld = { refreshTokens: [] }

const start = async (now = START) => {
  const user = await person()
  return { user, ...(await signInAs(user, null, now, { remember: false })) }
}

test('when a sign-in is only for the open browser, its cookie has no age at any rotation and it ends after 24 hours', async () => {
  const { grant } = await start()
  expect(grant.refreshToken).toMatchObject({ maxAge: null })
  const { createdAt, absoluteExpiresAt, idleExpiresAt } = await row(grant.sessionId)
  expect([absoluteExpiresAt, idleExpiresAt]).toEqual([createdAt + DAY, createdAt + DAY])
  const later = createdAt + DAY - MINUTE
  const rotated = await refresh(tokenOf(grant), later)
  expect(rotated.grant.refreshToken).toMatchObject({ maxAge: null })
  const retried = await refresh(tokenOf(grant), later)
  expect(retried).toMatchObject({ outcome: 'retried', grant: { refreshToken: { maxAge: null } } })
  const over = await refreshSession(at(createdAt + DAY), tokenOf(rotated.grant))
  expect(over).toMatchObject({ code: 'session-expired' })
})

test('when the password is right, a session of generation 0 begins', async () => {
  const user = await person()
  const { grant, claims } = await signInAs(user, null)
  const token = tokenOf(grant)
  expect(claims).toMatchObject({ sub: user.id, gen: 0 })
  const { salt, ...stored } = await row(claims.sid)
  expect(Buffer.from(salt, 'base64url')).toHaveLength(32)
  expect(stored).toEqual({
    id: claims.sid,
    userId: user.id,
    tokenVersion: 0,
    generation: 0,
    previousGeneration: null,
    refreshTokenHash: hashRefreshToken(token),
    rotatedAt: null,
    retriedAt: null,
    confirmedGeneration: null,
    createdAt: START,
    lastUsedAt: START,
    idleExpiresAt: START + 7 * DAY,
    absoluteExpiresAt: START + 30 * DAY,
    browserOnly: 0,
    revokedAt: null,
    revokedReason: null,
    authenticatedAt: START,
    ...DEVICE,
  })
  expect(grant).toMatchObject({ expiresIn: 900, refreshToken: { maxAge: 604_800 } })
  expect(grant.user).toMatchObject({ id: user.id, email: user.email })
  expect(JSON.stringify(grant.user)).not.toContain('$2')
})

test('when the password is wrong or the address unknown, the answer is the same', async () => {
  const { email } = await person()
  const wrong = await signInWithPassword(at(START), { email, password: 'wrong horse' }, nothingHeld)
  const unknown = await signInWithPassword(
    at(START),
    { email: 'no@example.com', password: PASSWORD },
    nothingHeld,
  )
  expect(wrong).toEqual({ ok: false, code: 'invalid-credentials' })
  expect(unknown).toEqual(wrong)
})

test('when the browser holds a session of any user, that session ends: a planted cookie is never carried on', async () => {
  const planted = await signIn()
  const { claims } = await signInAs(await person(), planted.token)
  expect(await row(planted.id)).toMatchObject({ revokedReason: 'replaced' })
  expect(await refreshSession(at(START), planted.token)).toMatchObject({
    code: 'session-revoked',
  })
  expect(await readSession(at(START), claims)).toMatchObject({ ok: true })
})

test('when the browser holds a stale copy, its session ends, other devices go on, and the owner sees an event', async () => {
  const user = await person()
  const held = await signIn(user)
  const phone = await signIn(user)
  const rotated = await refresh(held.token, START)
  const claimed = await claimsOf(rotated.grant, START)
  await readSession(at(START + MINUTE), claimed)

  const now = START + 5 * MINUTE
  const { claims } = await signInAs(user, held.token, now)
  expect(await row(held.id)).toMatchObject({ revokedReason: 'reuse' })
  expect(await readSession(at(now), claimed)).toMatchObject({ reason: 'token-reuse-session' })
  expect(await refreshSession(at(now), tokenOf(rotated.grant))).toMatchObject({
    code: 'session-revoked',
  })
  expect(await readSession(at(now), claims)).toMatchObject({ ok: true })
  expect(await readSession(at(now), phone.claims)).toMatchObject({ ok: true })
  expect(await tokenVersion(user)).toBe(0)
  const written = (await events(user)).filter(({ type }) => type !== 'sign-in')
  expect(written).toMatchObject([{ type: 'stale-session-ended', sessionId: held.id }])
})

test('when the account is disabled, only a client with the right password learns it', async () => {
  const { email } = await person({ disabledAt: START })
  const right = await signInWithPassword(at(START), { email, password: PASSWORD }, nothingHeld)
  expect(right).toMatchObject({ code: 'forbidden', detail: expect.stringMatching(/disabled/) })
  const wrong = await signInWithPassword(at(START), { email, password: 'wrong horse' }, nothingHeld)
  expect(wrong).toEqual({ ok: false, code: 'invalid-credentials' })
})

test('when a stored password is made in an older way, the sign-in replaces it', async () => {
  const user = await person({ passwordHash: bcrypt.hashSync(PASSWORD, 4) })
  await signInAs(user, null)
  const stored = (await userRow(db, user.id))?.passwordHash ?? ''
  expect(parseStoredPassword(stored)).toMatchObject({ scheme: 'h1', cost: 4 })
  await signInAs(user, null)
  expect((await userRow(db, user.id))?.passwordHash).toBe(stored)
})
