/** For tests: signing keys, made with Node's own crypto. */
import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'

export type TestAlgorithm = 'Ed25519' | 'ES256' | 'PS256'

export type Pair = {
  alg: TestAlgorithm
  kid: string
  jwk: JsonWebKey
  privateKey: KeyObject
  publicKey: KeyObject
}

const MEMBERS = {
  Ed25519: ['crv', 'kty', 'x'],
  ES256: ['crv', 'kty', 'x', 'y'],
  PS256: ['e', 'kty', 'n'],
}

/** RFC 7638 section 3: the required members, by name, without blanks. */
export function thumbprint(alg: TestAlgorithm, jwk: JsonWebKey): string {
  const members = Object.fromEntries(MEMBERS[alg].map((name) => [name, jwk[name]]))
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

/** A new key. @param bits of an RSA modulus. */
export function pair(alg: TestAlgorithm, bits = 3072): Pair {
  const { privateKey, publicKey } = generate(alg, bits)
  const bare = privateKey.export({ format: 'jwk' })
  const kid = thumbprint(alg, bare)
  return { alg, kid, privateKey, publicKey, jwk: { ...bare, alg, use: 'sig', kid } }
}

function generate(
  alg: TestAlgorithm,
  bits: number,
): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (alg) {
    case 'Ed25519':
      return generateKeyPairSync('ed25519')
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'PS256':
      return generateKeyPairSync('rsa', { modulusLength: bits })
  }
}

/** What AUTH_SIGNING_KEYS holds. */
export function signingKeys(...keys: { jwk: JsonWebKey }[]): string {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) })
}
