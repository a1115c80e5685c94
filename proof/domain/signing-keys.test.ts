import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type Pair,
  pair,
  signingKeys,
  type TestAlgorithm,
} from '../../lib/auth/tokens/testing-keys'
import {
  importableJwk,
  type PrivateJwk,
  parseSigningKeys,
  publicJwk,
} from '../../lib/config/signing-keys'
import { checkSigningKeys } from '../../lib/config/signing-keys-check'

const ALGORITHMS: TestAlgorithm[] = ['Ed25519', 'ES256', 'PS256']
const pairs = Object.fromEntries(ALGORITHMS.map((alg) => [alg, pair(alg)])) as Record<
  TestAlgorithm,
  Pair
>
const { Ed25519: ed, ES256: ec, PS256: rsa } = pairs
const small = pair('PS256', 2048)

/** A set of one key with members changed; undefined takes one out. */
const changed = ({ jwk }: Pair, more: object) => JSON.stringify({ keys: [{ ...jwk, ...more }] })
const publicOnly = (key: Pair) => changed(key, { d: undefined })

function privatePart({ jwk: { d, p, q, dp, dq, qi } }: Pair): object {
  return { d, p, q, dp, dq, qi }
}

/** What is wrong with a set, by parsing or by the check at start. */
async function problemsOf(text: string, algorithm: TestAlgorithm): Promise<string[]> {
  const parsed = parseSigningKeys(text, algorithm)
  return parsed.ok ? checkSigningKeys(parsed.keys) : parsed.problems
}

describe.each(ALGORITHMS)('%s', (alg) => {
  const key = pairs[alg]

  test('when a key is good, it is taken, with or without use and key_ops', async () => {
    for (const more of [
      {},
      { use: undefined },
      { key_ops: ['sign'] },
      { key_ops: ['verify', 'sign'] },
      { ext: true, note: 'kept nowhere' },
    ]) {
      expect(await problemsOf(changed(key, more), alg)).toEqual([])
    }
  })

  test.each<[string, object, RegExp]>([
    ['no alg', { alg: undefined }, /^key 1 must have the alg/],
    ['another alg', { alg: alg === 'ES256' ? 'PS256' : 'ES256' }, /^key 1 is for \w+, which needs/],
    ['alg in small letters', { alg: alg.toLowerCase() }, /^key 1 must have the alg/],
    ['a symmetric alg', { alg: 'HS256' }, /^key 1 must have the alg/],
    ['alg RS256', { alg: 'RS256' }, /^key 1 must have the alg/],
    ['alg EdDSA', { alg: 'EdDSA' }, /^key 1 must have the alg/],
    ['alg none', { alg: 'none' }, /^key 1 must have the alg/],
    ['kty oct', { kty: 'oct', k: 'AAAA' }, /^key 1 is for \w+, which needs kty/],
    ['no kty', { kty: undefined }, /needs kty/],
    ['another curve', { crv: 'P-384' }, /needs (crv|no crv)/],
    ['for encryption', { use: 'enc' }, /^key 1 must have use "sig"/],
    ['to verify only', { key_ops: ['verify'] }, /key_ops/],
    ['to encrypt as well', { key_ops: ['sign', 'encrypt'] }, /key_ops/],
    ['an operation twice', { key_ops: ['sign', 'sign'] }, /key_ops/],
    ['operations in a text', { key_ops: 'sign' }, /key_ops/],
    ['a public key', { d: undefined }, /^key 1 is a public key, and a private one is needed/],
    ['an empty private part', { d: '' }, /^key 1 lacks some of/],
    ['padding', { d: `${key.jwk.d}=` }, /^key 1 lacks some of/],
    ['no kid', { kid: undefined }, /^key 1 must have its RFC 7638 thumbprint as kid: [\w-]{43}$/],
    [
      'a name that is no thumbprint',
      { kid: 'my-key' },
      /^key 1 must have its RFC 7638 thumbprint as kid/,
    ],
    ["another key's name", { kid: small.kid }, /^key 1 must have its RFC 7638 thumbprint as kid/],
    ["another key's private part", privatePart(alg === 'PS256' ? small : pair(alg)), /damaged/],
  ])('when a key has a fault, one line refuses it: %s', async (_, more, message) => {
    const problems = await problemsOf(changed(key, more), alg)
    expect(problems).toEqual([expect.stringMatching(message)])
    expect(problems[0]).not.toContain('\n')
    expect(problems[0]).not.toContain(key.jwk.d)
  })

  test('when the kid is wrong, the advice has the right one', async () => {
    const [problem] = await problemsOf(changed(key, { kid: 'x' }), alg)
    expect(problem?.endsWith(` ${key.kid}`)).toBe(true)
  })

  test('when its public half is made, no private member is in it, and no unknown one', () => {
    const jwk = { ...key.jwk, note: 'x' } as unknown as PrivateJwk
    const shown = Object.keys(publicJwk(jwk))
    expect(shown).not.toContain('note')
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(shown).not.toContain(name)
    expect(Object.keys(importableJwk(jwk))).not.toContain('note')
  })
})

describe('RSA', () => {
  test('when a key has fewer than 3072 bits, it is refused, with leading zeros too', async () => {
    expect(await problemsOf(signingKeys(small), 'PS256')).toEqual([
      expect.stringMatching(/^key 1 has 2048 bits of the 3072/),
    ])
    const n = Buffer.concat([Buffer.alloc(256), Buffer.from(String(small.jwk.n), 'base64url')])
    const longer = changed(small, { n: n.toString('base64url') })
    expect(await problemsOf(longer, 'PS256')).toEqual([expect.stringMatching(/has 2048 bits/)])
    expect(await problemsOf(changed(rsa, { n: 'AAAA' }), 'PS256')).toEqual([
      expect.stringMatching(/has 0 bits/),
    ])
  })

  test('when the exponent is not 65537, it is refused', async () => {
    for (const e of ['Aw', 'AQ', 'AQAC']) {
      expect(await problemsOf(changed(rsa, { e }), 'PS256')).toEqual([
        expect.stringMatching(/exponent 65537/),
      ])
    }
  })
})

test.each([
  ['nothing', ''],
  ['words', 'my keys'],
  ['half of it', signingKeys(ed).slice(0, -9)],
  ['a list', JSON.stringify([ed.jwk])],
  ['a bare key', JSON.stringify(ed.jwk)],
  ['no keys', '{"keys":[]}'],
  ['null', 'null'],
  ['keys that are texts', '{"keys":["x"]}'],
  ['a key that is a list', '{"keys":[[]]}'],
  ['PEM', String(ed.privateKey.export({ type: 'pkcs8', format: 'pem' }))],
])('when the setting is %s, it is refused and not repeated', (_, text) => {
  expect(parseSigningKeys(text, 'Ed25519')).toEqual({
    ok: false,
    problems: [expect.stringMatching(/^is not a JWK set.*npm run keys/)],
  })
})

test('when two keys have one kid, they are refused', () => {
  expect(parseSigningKeys(signingKeys(ed, ec, ed), 'Ed25519')).toEqual({
    ok: false,
    problems: [expect.stringMatching(/^has two keys with one kid/)],
  })
})

test('when the first key is not for AUTH_ALGORITHM, it is refused; the others may differ', () => {
  expect(parseSigningKeys(signingKeys(ed, ec, rsa), 'Ed25519').ok).toBe(true)
  expect(parseSigningKeys(signingKeys(ec, ed), 'Ed25519')).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(/^begins with a key for ES256, and AUTH_ALGORITHM is Ed25519/),
    ],
  })
})

test('when keys are bad, each is named by its place, all at once', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const other = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'x' }
  const text = JSON.stringify({ keys: [ec.jwk, other, JSON.parse(publicOnly(ed)).keys[0]] })
  expect(parseSigningKeys(text, 'ES256')).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(/^key 2 is for ES256, which needs crv P-256/),
      expect.stringMatching(/^key 3 is a public key/),
    ],
  })
})
