/** One table of attacks on keys, headers and spelling, held against both kinds of token. */
import { generateKeyPairSync } from 'node:crypto'
import { base64url, EncryptJWT, exportJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { SECRET } from './testing'
import { access, handmade, type Kind, kinds, other, refresh, refused, sign } from './testing-tokens'

type Forge = (kind: Kind) => string | Promise<string>
const partsOf = async (kind: Kind) => (await sign(kind)).split('.') as [string, string, string]
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
describe.each(kinds)('$name', (kind) => {
  test('signed as the server signs is taken: what follows fails by its own fault', async () => {
    expect(await kind.verify(await sign(kind))).toMatchObject({ ok: true })
    expect(await kind.verify(handmade(kind, {}))).toMatchObject({ ok: true })
  })

  test.each<[string, Forge]>([
    ['HS384 with the same key', (it) => sign(it, { header: { alg: 'HS384' } })],
    ['HS512 with the same key', (it) => sign(it, { header: { alg: 'HS512' } })],
    ['HS384 that says HS256', (it) => handmade(it, {}, 'sha384')],
    ['hs256 in small letters', (it) => handmade(it, { alg: 'hs256' })],
    ['no alg', (it) => handmade(it, { alg: undefined })],
    ['an alg that is a list', (it) => handmade(it, { alg: ['HS256'] })],
    [
      'ES256, key of the attacker',
      (it) => sign(it, { header: { alg: 'ES256' }, key: ec.privateKey }),
    ],
    [
      'RS256, key of the attacker',
      (it) => sign(it, { header: { alg: 'RS256' }, key: rsa.privateKey }),
    ],
    [
      'the attacker brings the key along as jwk',
      async (it) =>
        sign(it, {
          header: { alg: 'ES256', jwk: await exportJWK(ec.publicKey) },
          key: ec.privateKey,
        }),
    ],
    [
      'the attacker brings a symmetric key along as jwk',
      (it) =>
        sign(it, {
          header: { jwk: { kty: 'oct', k: base64url.encode(Buffer.alloc(32)) } },
          key: Buffer.alloc(32),
        }),
    ],
    [
      'an address to fetch the key from',
      (it) => sign(it, { header: { jku: 'https://evil.example/jwks' }, key: Buffer.alloc(32) }),
    ],
  ])('algorithm and key: %s', async (_, forge) => {
    expect(await kind.verify(await forge(kind))).toEqual(refused)
  })

  test.each(['none', 'None', 'NONE', 'nOnE', 'none ', ''])('alg %j', async (alg) => {
    const [, payload, signature] = await partsOf(kind)
    const head = base64url.encode(JSON.stringify({ ...kind.header, alg }))
    expect(await kind.verify(`${head}.${payload}.`)).toEqual(refused)
    expect(await kind.verify(`${head}.${payload}.${signature}`)).toEqual(refused)
    expect(await kind.verify(handmade(kind, { alg }))).toEqual(refused)
    expect(await kind.verify(handmade(kind, { alg }, 'sha256', Buffer.alloc(0)))).toEqual(refused)
  })

  test.each<[string, Forge]>([
    ['the secret itself', (it) => sign(it, { key: Buffer.from(SECRET) })],
    ["the secret's bytes", (it) => sign(it, { key: Buffer.from(SECRET, 'base64url') })],
    ['the key of the other kind', (it) => sign(it, { key: other(it).key })],
    ['the key name', (it) => sign(it, { key: Buffer.from(it.header.kid.repeat(2)) })],
    ['an empty key', (it) => handmade(it, {}, 'sha256', Buffer.alloc(0))],
    ['32 zeros', (it) => sign(it, { key: Buffer.alloc(32) })],
  ])('signed with %s', async (_, forge) => {
    expect(await kind.verify(await forge(kind))).toEqual(refused)
  })

  test.each([
    ['none', undefined],
    ['empty', ''],
    ['in capitals', 'CAPITALS'],
    ['of the other kind', 'OTHER'],
    ['a path', '../../../../dev/null'],
    ['a query', "' OR '1'='1"],
    ['a number', 1],
    ['a list', ['LIST']],
  ])('kid: %s', async (_, value) => {
    const kids: Record<string, unknown> = {
      CAPITALS: kind.header.kid.toUpperCase(),
      OTHER: other(kind).header.kid,
      LIST: [kind.header.kid],
    }
    const kid = kids[String(value)] ?? value
    expect(await kind.verify(handmade(kind, { kid }))).toEqual(refused)
  })

  test.each([
    ['none', undefined],
    ['JWT', 'JWT'],
    ['empty', ''],
    ['of the other kind', 'OTHER'],
    ['a number', 1],
    ['a list', ['at+jwt', 'rt+jwt']],
    ['with more behind it', 'at+jwt; rt+jwt'],
    ['of another type', 'text/at+jwt'],
  ])('typ: %s', async (_, value) => {
    const typ = value === 'OTHER' ? other(kind).header.typ : value
    expect(await kind.verify(handmade(kind, { typ }))).toEqual(refused)
  })

  test.each<[string, object]>([
    ['an extension nobody knows', { crit: ['x'], x: 1 }],
    ['an empty list', { crit: [] }],
    ['a text', { crit: 'exp' }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
  ])('crit: %s', async (_, head) => {
    expect(await kind.verify(handmade(kind, head))).toEqual(refused)
  })

  test('in place of the other kind', async () => {
    expect(await other(kind).verify(await sign(kind))).toEqual(refused)
    const dressed = await sign(kind, { header: { typ: other(kind).header.typ } })
    expect(await other(kind).verify(dressed)).toEqual(refused)
    const claims = { ...other(kind).claims, aud: [access.claims.aud, refresh.claims.aud] }
    for (const it of kinds) expect(await it.verify(await sign(kind, { claims }))).toEqual(refused)
  })

  test.each<[string, (parts: [string, string, string]) => string]>([
    [
      'padding',
      (parts) => parts.map((part) => part.padEnd(Math.ceil(part.length / 4) * 4, '=')).join('.'),
    ],
    ['padding of the signature', ([head, payload, mac]) => `${head}.${payload}.${mac}=`],
    [
      'a blank inside',
      ([head, payload, mac]) => `${head}.${payload}.${mac.slice(0, 9)} ${mac.slice(9)}`,
    ],
    ['a line feed at the end', (parts) => `${parts.join('.')}\n`],
    ['a blank in front', (parts) => ` ${parts.join('.')}`],
    ['changed spare bits', ([head, payload, mac]) => `${head}.${payload}.${nextSpelling(mac)}`],
    [
      'standard base64',
      ([head, payload, mac]) =>
        `${head}.${payload}.${Buffer.from(mac, 'base64url').toString('base64')}`,
    ],
    ['no signature', ([head, payload]) => `${head}.${payload}.`],
    ['no third part', ([head, payload]) => `${head}.${payload}`],
    ['half the signature', ([head, payload, mac]) => `${head}.${payload}.${mac.slice(0, 20)}`],
    ['its signature twice', ([head, payload, mac]) => `${head}.${payload}.${mac}${mac}`],
    [
      'another payload',
      ([head, payload, mac]) => `${head}.${payload.replace(/^..../, 'eyJh')}.${mac}`,
    ],
    [
      'JSON, flattened',
      ([head, payload, mac]) => JSON.stringify({ protected: head, payload, signature: mac }),
    ],
    [
      'JSON, general',
      ([head, payload, mac]) =>
        JSON.stringify({ payload, signatures: [{ protected: head, signature: mac }] }),
    ],
  ])('spelt otherwise: %s', async (_, spell) => {
    const parts = await partsOf(kind)
    expect(spell(parts)).not.toBe(parts.join('.'))
    expect(await kind.verify(spell(parts))).toEqual(refused)
  })

  test('encrypted, in five parts', async () => {
    const token = await new EncryptJWT(kind.claims)
      .setProtectedHeader({ ...kind.header, alg: 'dir', enc: 'A256GCM' })
      .encrypt(kind.key)
    expect(token.split('.')).toHaveLength(5)
    expect(await kind.verify(token)).toEqual(refused)
  })
})

/** The same bytes in another spelling: 32 bytes leave two spare bits in the last character. */
function nextSpelling(mac: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const spelt = mac.slice(0, -1) + alphabet.charAt(alphabet.indexOf(mac.slice(-1)) + 1)
  if (!Buffer.from(spelt, 'base64url').equals(Buffer.from(mac, 'base64url'))) throw new Error(spelt)
  return spelt
}
