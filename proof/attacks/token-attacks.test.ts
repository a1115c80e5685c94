/** The table of attacks against the functions that verify, for each kind of token and algorithm. */
import { describe, expect, test } from 'vitest'
import { DAY, SECRET, START, testConfig } from '../../lib/auth/testing'
import { signAccessToken, verifyAccessToken } from '../../lib/auth/tokens/access-token'
import { makeRefreshToken, verifyRefreshToken } from '../../lib/auth/tokens/refresh-token'
import { pair, signingKeys, type TestAlgorithm } from '../../lib/auth/tokens/testing-keys'
import { attacksOn } from './vectors'
import { resigned, targetOf } from './vectors/target'

async function issued(alg: 'HS256' | TestAlgorithm) {
  const key = alg === 'HS256' ? null : pair(alg)
  const config = testConfig(key ? { AUTH_ALGORITHM: alg, AUTH_SIGNING_KEYS: signingKeys(key) } : {})
  const subject = { userId: 'u-1', sessionId: 's-1', generation: 0, expiresAt: START + DAY }
  const session = { id: 's-1', generation: 0, jti: 'j-1', issuedAt: START, expiresAt: START + DAY }
  const access = (await signAccessToken(config, subject, START)).token
  const refresh = await makeRefreshToken(config, session)
  return { key, config, access, refresh }
}

const cases = await Promise.all(
  (['HS256', 'Ed25519', 'ES256', 'PS256'] as const).map(async (alg) => {
    const { key, config, access, refresh } = await issued(alg)
    const more = { secret: SECRET, pair: key }
    return [
      {
        name: `access token, ${alg}`,
        target: targetOf({
          ...more,
          kind: 'access',
          token: access,
          others: { 'a refresh token': refresh },
        }),
        verify: (token: string) => verifyAccessToken(config, token, START),
      },
      {
        name: `refresh token beside ${alg}`,
        target: targetOf({
          ...more,
          kind: 'refresh',
          token: refresh,
          others: { 'an access token': access },
        }),
        verify: (token: string) => verifyRefreshToken(config, token, START),
      },
    ]
  }),
)

describe.each(cases.flat())('$name', ({ target, verify }) => {
  test('when a token is genuine, or signed again by the means of the table, it is accepted', async () => {
    expect(await verify(target.token)).toMatchObject({ ok: true })
    expect(await verify(resigned(target, {}))).toMatchObject({ ok: true })
  })

  test('when an attack of the table comes, it is refused', async () => {
    for (const { name, token } of attacksOn(target)) {
      // A refresh token that is good but for its time gets that answer, as does every client that could make it.
      const expired = target.kind === 'refresh' && /^rightly signed, an end /.test(name)
      const code = expired ? 'session-expired' : 'invalid-token'
      expect(await verify(token), name).toMatchObject({ ok: false, code })
    }
  })

  test('when a token that our key signed brings a key along, that is ignored', async () => {
    const header = {
      jwk: { kty: 'oct', k: 'AAAA' },
      jku: 'https://x.example',
      x5u: 'x',
      x5c: ['x'],
    }
    expect(await verify(resigned(target, { header }))).toMatchObject({ ok: true })
  })

  test('when typ is a whole media type, it is accepted (RFC 7515 section 4.1.9)', async () => {
    const header = { typ: `application/${target.header.typ}` }
    expect(await verify(resigned(target, { header }))).toMatchObject({ ok: true })
  })
})

test('when the attacks are listed, none is there twice and none is missing', () => {
  const counts = cases.flat().map(({ target }) => {
    const attacks = attacksOn(target)
    const names = attacks.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(attacks.filter(({ token }) => token === target.token)).toEqual([])
    return attacks.length
  })
  expect(Math.min(...counts)).toBeGreaterThan(400)
})
