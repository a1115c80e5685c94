/** AUTH_SECRET is changed under living sessions, in the steps of docs/keys.md. */
import { decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { sessionOfRefreshTokens } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { currentRefreshToken, hashRefreshToken } from '../../lib/auth/sessions/session-tokens'
import {
  beginSession,
  DEVICE,
  MINUTE,
  SECOND,
  SECRET,
  START,
  scene,
  testConfig,
  tokenOf,
} from '../../lib/auth/testing'
import { verifyAccessToken } from '../../lib/auth/tokens/access-token'

const NEXT = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'
const { addUser, db, row, tokenVersion } = await scene()

const config = {
  before: testConfig(),
  /** Step 1: knows the next one. */
  added: testConfig({ AUTH_SECRET: SECRET, AUTH_SECRET_PREVIOUS: NEXT }),
  /** Step 2: signs with it. */
  promoted: testConfig({ AUTH_SECRET: NEXT, AUTH_SECRET_PREVIOUS: SECRET }),
  /** Step 3. */
  retired: testConfig({ AUTH_SECRET: NEXT }),
}
type Step = keyof typeof config
const at = (step: Step, now = START) => ({ config: config[step], db, now, device: DEVICE })

async function signIn(step: Step) {
  const user = await addUser()
  const grant = await beginSession(at(step), user)
  return {
    user,
    token: tokenOf(grant),
    accessToken: grant.accessToken,
    id: sidOf(grant.accessToken),
  }
}

function sidOf(accessToken: string): string {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid
}

async function refreshed(step: Step, token: string, now: number) {
  const answer = await refreshSession(at(step, now), token)
  if (!answer.ok) throw new Error(answer.code)
  return answer
}

const NEIGHBOURS: [Step, Step][] = [
  ['before', 'added'],
  ['added', 'before'],
  ['added', 'promoted'],
  ['promoted', 'added'],
  ['promoted', 'retired'],
  ['retired', 'promoted'],
]

describe.each(NEIGHBOURS)(
  'when the sign-in was at step %s and the request is at step %s',
  (own, other) => {
    test('the access token is taken', async () => {
      const { accessToken } = await signIn(own)
      expect(await verifyAccessToken(config[other], accessToken, START)).toMatchObject({ ok: true })
    })

    test('the page is rendered, and the session rotates on, without an alarm', async () => {
      const { token, id, user } = await signIn(own)
      expect(await sessionOfRefreshTokens(at(other), [token])).toMatchObject({ session: { id } })
      const first = await refreshed(other, token, START + 2 * MINUTE)
      expect(first.outcome).toBe('rotated')
      const second = await refreshed(own, tokenOf(first.grant), START + 4 * MINUTE)
      expect(second.outcome).toBe('rotated')
      expect((await row(id)).revokedAt).toBeNull()
      expect(await tokenVersion(user)).toBe(0)
    })

    test('a lost answer is given again, byte for byte, by either process', async () => {
      for (const [first, second] of [
        [own, other],
        [other, own],
      ] as const) {
        const { token } = await signIn(own)
        const answered = await refreshed(first, token, START + 2 * MINUTE)
        const again = await refreshed(second, token, START + 2 * MINUTE + 5 * SECOND)
        expect(again.outcome).toBe('retried')
        expect(tokenOf(again.grant)).toBe(tokenOf(answered.grant))
        const next = await refreshed(second, tokenOf(again.grant), START + 5 * MINUTE)
        expect(next.outcome).toBe('rotated')
      }
    })

    test('a token that was rotated within a minute stays as it is', async () => {
      const { token } = await signIn(own)
      const rotated = await refreshed(own, token, START + 2 * MINUTE)
      const again = await refreshed(other, tokenOf(rotated.grant), START + 2 * MINUTE + 20 * SECOND)
      expect(again.outcome).toBe('unchanged')
      expect(again.grant.refreshToken).toBeNull()
    })

    test('a lost answer is recovered after the grace', async () => {
      const { token } = await signIn(own)
      await refreshed(own, token, START + 2 * MINUTE)
      expect((await refreshed(other, token, START + 5 * MINUTE)).outcome).toBe('recovered')
    })

    test('reuse is still reuse', async () => {
      const { token, user } = await signIn(own)
      const first = await refreshed(other, token, START + 2 * MINUTE)
      await refreshed(own, tokenOf(first.grant), START + 4 * MINUTE)
      expect(await refreshSession(at(other, START + 10 * MINUTE), token)).toMatchObject({
        ok: false,
        code: 'token-reuse',
      })
      expect(await tokenVersion(user)).toBe(1)
    })
  },
)

test('when tokens are made, AUTH_SECRET alone signs them', async () => {
  const kids = async (step: Step) => {
    const { token, accessToken } = await signIn(step)
    return [token, accessToken].map((each) => decodeProtectedHeader(each).kid)
  }
  const [before, added, promoted, retired] = [
    await kids('before'),
    await kids('added'),
    await kids('promoted'),
    await kids('retired'),
  ]
  expect(added).toEqual(before)
  expect(promoted).toEqual(retired)
  expect(promoted).not.toEqual(added)
})

test('when a secret is retired, it verifies no token', async () => {
  const { token, accessToken } = await signIn('before')
  const refused = { ok: false, code: 'invalid-token' }
  expect(await verifyAccessToken(config.retired, accessToken, START)).toEqual(refused)
  expect(await refreshSession(at('retired'), token)).toEqual(refused)
})

test('when a current token was signed with the previous secret, the same token is made again', async () => {
  const { id } = await signIn('before')
  const again = await currentRefreshToken(at('promoted'), await row(id))
  expect(hashRefreshToken(String(again))).toBe((await row(id)).refreshTokenHash)
})

test('when a current token was signed with a secret that this process does not know, the answer is busy', async () => {
  const { token, id } = await signIn('added')
  await refreshed('promoted', token, START + 2 * MINUTE)
  expect(await refreshSession(at('before', START + 2 * MINUTE + SECOND), token)).toEqual({
    ok: false,
    code: 'busy',
    retryAfter: 1,
  })
  expect((await row(id)).revokedAt).toBeNull()
})
