import bcrypt from 'bcryptjs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { UserRow } from '../../../db/schema'
import { userRow } from '../../../db/testing'
import { changePassword } from '../passwords/change-password'
import { hashPassword, parseStoredPassword } from '../passwords/password-hash'
import { DAY, DEVICE, LANE, MINUTE, START, scene, tokenOf } from '../testing'
import { hashRefreshToken } from '../tokens/token-proofs'
import { refreshSession } from './refresh'
import { chooseRefreshToken, readSession } from './session-lookup'
import { signInWithPassword } from './sign-in'
import { endSession } from './sign-out'

const { addUser, at, claimsOf, config, db, events, row, signIn, tokenVersion } = await scene()
const password = 'correct horse battery'
let passwordHash = ''

beforeAll(async () => {
  const hashed = await hashPassword(password, config, LANE)
  if (!hashed.ok) throw new Error(hashed.code)
  passwordHash = hashed.value
})

const person = () => addUser({ passwordHash })
const nothingHeld = { refreshTokens: [] }
const holding = (token: string | null) => ({ refreshTokens: token === null ? [] : [token] })

/** Signs in as a browser that may hold a refresh token already. */
async function signInAs({ email }: UserRow, refreshToken: string | null, now = START) {
  const answer = await signInWithPassword(at(now), { email, password }, holding(refreshToken))
  if (!answer.ok) throw new Error(answer.code)
  return { grant: answer.grant, claims: await claimsOf(answer.grant, now) }
}

describe('only while the browser is open', () => {
  const start = async (now = START) => {
    const user = await person()
    const credentials = { email: user.email, password, remember: false }
    const answer = await signInWithPassword(at(now), credentials, nothingHeld)
    if (!answer.ok) throw new Error(answer.code)
    return { user, grant: answer.grant }
  }

  test('when that is asked for, the cookie has no age, also after a rotation, and all ends after 24 hours', async () => {
    const { grant } = await start()
    expect(grant.refreshToken).toMatchObject({ maxAge: null })
    const { createdAt, absoluteExpiresAt, idleExpiresAt } = await row(grant.sessionId)
    expect([absoluteExpiresAt, idleExpiresAt]).toEqual([createdAt + DAY, createdAt + DAY])
    const later = createdAt + DAY - MINUTE
    const rotated = await refreshSession(at(later), tokenOf(grant))
    if (!rotated.ok) throw new Error(rotated.code)
    expect(rotated.grant.refreshToken).toMatchObject({ maxAge: null })
    const retried = await refreshSession(at(later), tokenOf(grant))
    if (!retried.ok) throw new Error(retried.code)
    expect(retried).toMatchObject({ outcome: 'retried', grant: { refreshToken: { maxAge: null } } })
    const over = await refreshSession(at(createdAt + DAY), tokenOf(rotated.grant))
    expect(over).toMatchObject({ code: 'session-expired' })
  })

  test('when the password is changed, the session that goes on is of the same kind', async () => {
    const { user, grant } = await start()
    const caller = { user, session: await row(grant.sessionId) }
    const newPassword = 'seven geese over the lake'
    const changed = await changePassword(at(START), caller, {
      currentPassword: password,
      newPassword,
    })
    if (!changed.ok) throw new Error(changed.code)
    expect(changed.grant?.refreshToken).toMatchObject({ maxAge: null })
  })
})

describe('the right password', () => {
  test('begins a session of generation 0', async () => {
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

  test('begins another session each time; the others go on', async () => {
    const user = await person()
    const first = await signInAs(user, null)
    const second = await signInAs(user, null)
    expect(second.claims.sid).not.toBe(first.claims.sid)
    expect(await readSession(at(START), first.claims)).toMatchObject({ ok: true })
  })

  test('after everything was ended once, the new session lives', async () => {
    const user = await addUser({ passwordHash, tokenVersion: 5 })
    const { claims } = await signInAs(user, null)
    expect(await readSession(at(START), claims)).toMatchObject({ ok: true })
  })
})

describe('refused', () => {
  test('a wrong password and an unknown address answer the same', async () => {
    const { email } = await person()
    const wrong = await signInWithPassword(
      at(START),
      { email, password: 'wrong horse' },
      nothingHeld,
    )
    const unknown = await signInWithPassword(
      at(START),
      { email: 'no@example.com', password },
      nothingHeld,
    )
    expect(wrong).toEqual({ ok: false, code: 'invalid-credentials' })
    expect(unknown).toEqual(wrong)
  })

  test.each([
    ['other letters', password.toUpperCase()],
    ['cut short', password.slice(0, -1)],
    ['with a blank at its end', `${password} `],
    ['the stored string itself', 'STORED'],
  ])('the password %s', async (_, attempt) => {
    const { email } = await person()
    const tried = attempt === 'STORED' ? passwordHash : attempt
    const answer = await signInWithPassword(at(START), { email, password: tried }, nothingHeld)
    expect(answer).toMatchObject({ code: 'invalid-credentials' })
  })

  test('a failed sign-in leaves the session that the browser holds', async () => {
    const held = await signIn()
    const { email } = await person()
    const browser = holding(held.token)
    await signInWithPassword(at(START), { email, password: 'wrong horse' }, browser)
    expect(await readSession(at(START), held.claims)).toMatchObject({ ok: true })
  })
})

describe('a session that the browser already held', () => {
  test('is ended, whoever it belongs to: a planted cookie is never carried on', async () => {
    const planted = await signIn()
    const { claims } = await signInAs(await person(), planted.token)
    expect(await row(planted.id)).toMatchObject({ revokedReason: 'replaced' })
    expect(await refreshSession(at(START), planted.token)).toMatchObject({
      code: 'session-revoked',
    })
    expect(await readSession(at(START), claims)).toMatchObject({ ok: true })
  })

  test('is ended quietly: its token, presented by another tab much later, is no alarm', async () => {
    const user = await person()
    const held = await signIn(user)
    await signInAs(user, held.token)
    const late = await refreshSession(at(START + DAY), held.token)
    expect(late).toEqual({ ok: false, code: 'session-revoked', reason: 'sign-in' })
    expect(await tokenVersion(user)).toBe(0)
  })

  test.each(['', 'x', 'a.b.c'])('may be no token at all: %j', async (refreshToken) => {
    const { claims } = await signInAs(await person(), refreshToken)
    expect(await readSession(at(START), claims)).toMatchObject({ ok: true })
  })

  test('may be signed out for long, its answer lost: the new session lives', async () => {
    const user = await person()
    const held = await signIn(user)
    await endSession(at(START), held.token)
    const now = START + 5 * MINUTE
    const { claims } = await signInAs(user, held.token, now)
    expect(await readSession(at(now), claims)).toMatchObject({ ok: true })
  })

  test('when it is a stale copy, its lineage ends, the other devices go on, and its owner is told', async () => {
    const user = await person()
    const held = await signIn(user)
    const phone = await signIn(user)
    const rotated = await refreshSession(at(START), held.token)
    if (!rotated.ok) throw new Error(rotated.code)
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
    const told = (await events(user)).filter(({ type }) => type !== 'sign-in')
    expect(told).toMatchObject([{ type: 'stale-session-ended', sessionId: held.id }])
  })

  test('when it is a stale copy of another person’s, that person’s other devices go on, too', async () => {
    const held = await signIn()
    const phone = await signIn(held.user)
    const rotated = await refreshSession(at(START), held.token)
    if (!rotated.ok) throw new Error(rotated.code)
    await readSession(at(START + MINUTE), await claimsOf(rotated.grant, START))
    await signInAs(await person(), held.token, START + 5 * MINUTE)
    expect(await row(held.id)).toMatchObject({ revokedReason: 'reuse' })
    expect(await tokenVersion(held.user)).toBe(0)
    expect(await readSession(at(START + 5 * MINUTE), phone.claims)).toMatchObject({ ok: true })
  })
})

test('when the browser brings several cookies, every session behind them ends, and one begins', async () => {
  const user = await person()
  const [mine, planted] = [await signIn(user), await signIn()]
  const refreshTokens = ['nonsense', planted.token, mine.token]
  const answer = await signInWithPassword(
    at(START),
    { email: user.email, password },
    { refreshTokens },
  )
  for (const { id } of [mine, planted]) {
    expect(await row(id)).toMatchObject({ revokedReason: 'replaced' })
  }
  if (!answer.ok) throw new Error(answer.code)
  const all = [tokenOf(answer.grant), ...refreshTokens]
  expect(await chooseRefreshToken(at(START), all)).toBe(tokenOf(answer.grant))
})

describe('a disabled account', () => {
  test('is told to whoever knows the password, and to nobody else', async () => {
    const { email } = await addUser({ passwordHash, disabledAt: START })
    const right = await signInWithPassword(at(START), { email, password }, nothingHeld)
    expect(right).toMatchObject({ code: 'forbidden', detail: expect.stringMatching(/disabled/) })
    const wrong = await signInWithPassword(
      at(START),
      { email, password: 'wrong horse' },
      nothingHeld,
    )
    expect(wrong).toEqual({ ok: false, code: 'invalid-credentials' })
  })

  test('leaves the session that the browser holds', async () => {
    const held = await signIn()
    const { email } = await addUser({ passwordHash, disabledAt: START })
    await signInWithPassword(at(START), { email, password }, holding(held.token))
    expect(await readSession(at(START), held.claims)).toMatchObject({ ok: true })
  })
})

describe('what is written down', () => {
  test('a sign-in, with its session; and the end of the one that the browser held', async () => {
    const user = await person()
    const held = await signIn(user)
    const { claims } = await signInAs(user, held.token)
    const written = (await events(user)).map(({ type, sessionId }) => [type, sessionId]).sort()
    expect(written).toEqual([
      ['session-ended', held.id],
      ['sign-in', claims.sid],
    ])
  })

  test('a sign-in that failed', async () => {
    const user = await person()
    await signInWithPassword(at(START), { email: user.email, password: 'wrong horse' }, nothingHeld)
    // After the answer, whose time must not tell that there is an account.
    expect(await events(user)).toEqual([])
    const written = [{ type: 'sign-in-failed', sessionId: null }]
    await vi.waitFor(async () => expect(await events(user)).toMatchObject(written))
  })
})

describe('an older way of storing', () => {
  test('is replaced at the sign-in', async () => {
    const user = await addUser({ passwordHash: bcrypt.hashSync(password, 4) })
    await signInAs(user, null)
    const stored = (await userRow(db, user.id))?.passwordHash ?? ''
    expect(parseStoredPassword(stored)).toMatchObject({ scheme: 'h1', cost: 4 })
    await signInAs(user, null)
    expect((await userRow(db, user.id))?.passwordHash).toBe(stored)
  })

  test('is not replaced by a wrong password', async () => {
    const user = await addUser({ passwordHash: bcrypt.hashSync(password, 4) })
    await signInWithPassword(at(START), { email: user.email, password: 'wrong horse' }, nothingHeld)
    expect((await userRow(db, user.id))?.passwordHash).toBe(user.passwordHash)
  })
})
