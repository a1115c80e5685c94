/** Claims of a clone's own, and the last second of a token. What must be refused is in the table of attacks. */
import { decodeJwt } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import {
  accessTokenClaims,
  type CustomClaims,
  REGISTERED_CLAIMS,
} from '../../lib/auth/account/public-user'
import { readSession } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { DAY, MINUTE, SECOND, SECRET, START, scene, testConfig } from '../../lib/auth/testing'
import { signAccessToken, verifyAccessToken } from '../../lib/auth/tokens/access-token'
import { makeRefreshToken, verifyRefreshToken } from '../../lib/auth/tokens/refresh-token'
import { ada } from '../../lib/contract/testing'
import { resigned, targetOf } from './vectors/target'

vi.mock('../../lib/auth/account/public-user', async (original) => {
  const module = await original<typeof import('../../lib/auth/account/public-user')>()
  return { ...module, accessTokenClaims: vi.fn(module.accessTokenClaims) }
})

const config = testConfig()
const subject = { userId: 'u-1', sessionId: 's-1', generation: 0, expiresAt: START + DAY }
const NOW = Math.floor(START / SECOND)
const GRAND: CustomClaims = {
  role: 'admin',
  roles: ['admin'],
  scope: 'everything',
  admin: true,
  permissions: { all: true },
  email_verified: true,
}

describe('custom claims', () => {
  test('when the app is unchanged, there are none', () => {
    expect(accessTokenClaims(ada)).toEqual({})
  })

  test('when they are set, each token has those of its user, at sign-in and at refresh', async () => {
    const { at, claimsOf, signIn } = await scene()
    vi.mocked(accessTokenClaims).mockImplementation(({ id }) => ({ ...GRAND, tenant: `of ${id}` }))
    const { user, token } = await signIn()
    const answer = await refreshSession(at(START + 2 * MINUTE), token)
    if (!answer.ok) throw new Error(answer.code)
    const { accessToken } = answer.grant
    expect(decodeJwt(accessToken)).toMatchObject({ ...GRAND, tenant: `of ${user.id}` })
    expect(Object.keys(await claimsOf(answer.grant, START + 2 * MINUTE)).sort()).toEqual(
      REGISTERED_CLAIMS.filter((name) => name !== 'nbf').sort(),
    )
  })

  test('when a token has them, the caller has no more rights than without', async () => {
    const { at, config: own, signIn } = await scene()
    const { id, user } = await signIn()
    const sessionSubject = { ...subject, userId: user.id, sessionId: id }
    const answers = await Promise.all(
      [{}, GRAND].map(async (custom) => {
        const { token } = await signAccessToken(own, { ...sessionSubject, custom }, START)
        const verified = await verifyAccessToken(own, token, START)
        if (!verified.ok) throw new Error(verified.code)
        const { jti, ...claims } = verified.claims
        const active = await readSession(at(START), verified.claims)
        return { claims, active: active.ok && active.user }
      }),
    )
    expect(answers[0]?.active).toMatchObject({ id: user.id })
    expect(answers[1]).toEqual(answers[0])
  })

  test.each(REGISTERED_CLAIMS)('when one is named %s, signing throws', async (name) => {
    const custom = { [name]: 'x' } as unknown as CustomClaims
    await expect(signAccessToken(config, { ...subject, custom }, START)).rejects.toThrow(
      `accessTokenClaims returns "${name}"`,
    )
  })

  test('when they make the token too long, signing throws', async () => {
    const custom = { text: 'x'.repeat(4096) }
    await expect(signAccessToken(config, { ...subject, custom }, START)).rejects.toThrow(
      /more than/,
    )
  })
})

test('when exp comes, an access token counts no more, with no leeway', async () => {
  const { token } = await signAccessToken(config, subject, START)
  const target = targetOf({ kind: 'access', token, secret: SECRET, pair: null })
  const good = (exp: number, now: number) =>
    verifyAccessToken(config, resigned(target, { claims: { exp } }), now)
  expect(await good(NOW + 1, (NOW + 1) * SECOND - 1)).toMatchObject({ ok: true })
  expect(await good(NOW + 1, (NOW + 1) * SECOND)).toEqual({
    ok: false,
    code: 'invalid-token',
    expired: true,
  })
})

test('when a refresh token is over, the answer is session-expired, to the second', async () => {
  const session = { id: 's-1', generation: 0, jti: 'j-1', issuedAt: START }
  const token = await makeRefreshToken(config, { ...session, expiresAt: (NOW + 60) * SECOND })
  const end = (NOW + 60) * SECOND
  expect(await verifyRefreshToken(config, token, end - 1)).toMatchObject({ ok: true })
  expect(await verifyRefreshToken(config, token, end)).toEqual({
    ok: false,
    code: 'session-expired',
  })
})
