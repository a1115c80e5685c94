import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { sessionOfRefreshTokens } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import {
  currentRefreshToken,
  generationProof,
  nextRefreshToken,
} from '../../lib/auth/sessions/session-tokens'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { DAY, MINUTE, START, scene, testConfig, tokenOf } from '../../lib/auth/testing'
import { makeRefreshToken } from '../../lib/auth/tokens/refresh-token'

const { at, config, row, signIn, tokenVersion } = await scene()

/** Presents a forgery in every way there is, and expects to see nothing of it. */
async function expectNothing(id: string, forged: string, now = START): Promise<void> {
  const before = await row(id)
  expect(await refreshSession(at(now), forged)).toEqual({ ok: false, code: 'invalid-token' })
  expect(await sessionOfRefreshTokens(at(now), [forged])).toBeNull()
  await endSession(at(now), forged)
  expect(await row(id)).toEqual(before)
}

describe('when an attacker has the signing secret and nothing of the database', () => {
  test.each<[string, number, (real: string) => string]>([
    ['the session id and an invented proof', 0, () => randomBytes(32).toString('base64url')],
    ['the proof of an empty salt', 0, () => generationProof('', 0)],
    ['the proof with the session id for a salt', 0, (real) => generationProof(sidOf(real), 0)],
    ["the current generation's proof for the next one", 1, (real) => jtiOf(real)],
    ["the current generation's proof for one far ahead", 99, (real) => jtiOf(real)],
    ['a proof that is one character short', 0, (real) => jtiOf(real).slice(0, -1)],
    ['a proof that is one character longer', 0, (real) => `${jtiOf(real)}A`],
    ['a proof in other letters', 0, (real) => jtiOf(real).toLowerCase()],
    ['a proof in another alphabet, as long', 0, (real) => 'é'.repeat(jtiOf(real).length)],
  ])('%s is refused, without an alarm', async (_, generation, proof) => {
    const { id, token, user } = await signIn()
    const session = { id, generation, issuedAt: START, expiresAt: START + 7 * DAY }
    await expectNothing(id, await makeRefreshToken(config, { ...session, jti: proof(token) }))
    expect(await tokenVersion(user)).toBe(0)
  })

  test('the generation to come cannot be made from the tokens before it', async () => {
    const { id, token, user } = await signIn()
    const answer = await refreshSession(at(START), token)
    if (!answer.ok) throw new Error(answer.code)
    const seen = [token, tokenOf(answer.grant)]
    const session = { id, generation: 2, issuedAt: START, expiresAt: START + 7 * DAY }
    for (const jti of seen.map(jtiOf)) {
      await expectNothing(id, await makeRefreshToken(config, { ...session, jti }))
    }
    expect(await tokenVersion(user)).toBe(0)
  })

  test.each([
    ['the previous generation, within the grace', 2, 2 * MINUTE],
    ['the previous generation, its successor unseen', 2, DAY],
    ['a generation long gone: no alarm that a stranger could sound', 0, 2 * MINUTE],
  ])('%s cannot be made either', async (_, generation, now) => {
    const { id, token, user } = await signIn()
    let held = token
    for (const minutes of [0, 1, 2]) {
      const answer = await refreshSession(at(START + minutes * MINUTE), held)
      if (!answer.ok) throw new Error(answer.code)
      held = tokenOf(answer.grant)
    }
    const session = { id, generation, issuedAt: START, expiresAt: START + 7 * DAY }
    for (const jti of [randomBytes(32).toString('base64url'), jtiOf(held)]) {
      await expectNothing(id, await makeRefreshToken(config, { ...session, jti }), START + now)
    }
    expect(await tokenVersion(user)).toBe(0)
  })

  test('a seen token signed anew to live longer is not the one that was issued', async () => {
    const { id, token } = await signIn()
    const session = { id, generation: 0, jti: jtiOf(token), issuedAt: START }
    const longer = await makeRefreshToken(config, { ...session, expiresAt: START + 3650 * DAY })
    await expectNothing(id, longer)
  })

  test("another session's proof is no proof of this one", async () => {
    const { id } = await signIn()
    const own = await signIn()
    const session = { id, generation: 0, issuedAt: START, expiresAt: START + 7 * DAY }
    await expectNothing(id, await makeRefreshToken(config, { ...session, jti: jtiOf(own.token) }))
  })
})

describe('when an attacker has the database and not the signing secret', () => {
  test('the row makes no token without the key', async () => {
    const { id } = await signIn()
    const other = testConfig({ AUTH_SECRET: randomBytes(32).toString('base64url') })
    const context = { ...at(START), config: other }
    await expectNothing(id, await nextRefreshToken(context, await row(id)))
    expect(await currentRefreshToken(context, await row(id))).toBeUndefined()
  })

  test('no column of the row is a token', async () => {
    const { id, token } = await signIn()
    const stored = await row(id)
    for (const value of Object.values(stored)) await expectNothing(id, String(value))
    expect(JSON.stringify(stored)).not.toContain(jtiOf(token))
    expect(stored.refreshTokenHash).toBe(createHash('sha256').update(token).digest('base64url'))
  })

  test('each session has another salt of 32 bytes', async () => {
    const { user, id } = await signIn()
    const second = await signIn(user)
    const salts = [(await row(id)).salt, (await row(second.id)).salt]
    expect(new Set(salts).size).toBe(2)
    for (const salt of salts) expect(Buffer.from(salt, 'base64url')).toHaveLength(32)
  })
})

test('when a row is the same, its token is the same, at any time and on any machine', async () => {
  const { id, token } = await signIn()
  const elsewhere = { ...at(START + MINUTE), config: testConfig() }
  expect(await currentRefreshToken(elsewhere, await row(id))).toBe(token)
})

function jtiOf(token: string): string {
  return String(decodeJwt(token).jti)
}

function sidOf(token: string): string {
  return String(decodeJwt(token).sid)
}
