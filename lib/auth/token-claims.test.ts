/** What is signed with the right key and still no token: claims, held against both kinds. */
import { describe, expect, test } from 'vitest'
import { access, type Kind, kinds, NOW, refused, sign, signBytes } from './testing-tokens'

const bytes = (text: string) => new TextEncoder().encode(text)
const without = (object: object, name: string) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))

describe.each(kinds)('$name', (kind) => {
  test.each<[string, (kind: Kind) => Uint8Array | Promise<Uint8Array>]>([
    ['a token in a token', async (it) => bytes(await sign(it))],
    ['nothing', () => bytes('')],
    ['null', () => bytes('null')],
    ['a text', () => bytes('"claims"')],
    ['a list', (it) => bytes(JSON.stringify([it.claims]))],
    [
      'never to expire',
      (it) => bytes(JSON.stringify(it.claims).replace(/"exp":\d+/, '"exp":1e999')),
    ],
    ['no JSON', (it) => bytes(`${JSON.stringify(it.claims)}}`)],
    ['UTF-16', (it) => Buffer.from(JSON.stringify(it.claims), 'utf16le')],
    [
      'a byte that is not UTF-8',
      (it) => Buffer.from(JSON.stringify({ ...it.claims, jti: '\xff' }), 'latin1'),
    ],
  ])('rightly signed, but its payload is %s', async (_, payload) => {
    expect(await kind.verify(await signBytes(kind, await payload(kind)))).toEqual(refused)
  })

  test.each(Object.keys(kind.claims))('rightly signed, but without %s', async (name) => {
    const payload = bytes(JSON.stringify(without(kind.claims, name)))
    expect(await kind.verify(await signBytes(kind, payload))).toEqual(refused)
  })

  const wrongValues = (name: string) =>
    ['gen', 'iat', 'exp'].includes(name)
      ? [null, true, '', String(kind.claims[name]), [kind.claims[name]], {}, NOW + 0.5]
      : [null, true, '', 1, [kind.claims[name]], [], {}, { 0: 'x' }]

  test.each(
    Object.keys(kind.claims).flatMap((name) => wrongValues(name).map((value) => [name, value])),
  )('rightly signed, but %s is %j', async (name, value) => {
    const payload = bytes(JSON.stringify({ ...kind.claims, [String(name)]: value }))
    expect(await kind.verify(await signBytes(kind, payload))).toEqual(refused)
  })

  test.each<[string, object]>([
    ['a role', { role: 'admin' }],
    ['an nbf that has passed', { nbf: NOW - 1 }],
    ['an nbf to come', { nbf: NOW + 30 }],
    ['a scope', { scope: 'everything' }],
    ['a member of every object', { constructor: 'x' }],
    ['an audience in a list of two', { aud: [kind.claims.aud, 'other'] }],
    ['an audience that ours begins', { aud: `${kind.claims.aud}/more` }],
    ['an issuer with a slash more', { iss: `${kind.claims.iss}/` }],
    ['an issuer in a list', { iss: [kind.claims.iss] }],
    ['a generation below zero', { gen: -1 }],
    ['a generation beyond counting', { gen: 2 ** 53 }],
  ])('rightly signed, but with %s', async (_, claims) => {
    const payload = bytes(JSON.stringify({ ...kind.claims, ...claims }))
    expect(await kind.verify(await signBytes(kind, payload))).toEqual(refused)
  })
})

test('an access token of another client is refused', async () => {
  const claims = { client_id: 'another-client' }
  expect(await access.verify(await sign(access, { claims }))).toEqual(refused)
})

test.each(kinds)('$name: exp is the first second it no longer counts', async (kind) => {
  expect(await kind.verify(await sign(kind, { claims: { exp: NOW + 1 } }))).toMatchObject({
    ok: true,
  })
  const code = kind === access ? 'invalid-token' : 'session-expired'
  for (const exp of [NOW, NOW - 1, 0, -1]) {
    expect(await kind.verify(await sign(kind, { claims: { exp } }))).toEqual({ ok: false, code })
  }
})
