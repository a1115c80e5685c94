import { createHash, generateKeyPairSync } from 'node:crypto'

/** How to make a key for each algorithm, and what its name is made of (RFC 7638 section 3.2). */
const KINDS = {
  Ed25519: { members: ['crv', 'kty', 'x'], make: () => generateKeyPairSync('ed25519') },
  ES256: {
    members: ['crv', 'kty', 'x', 'y'],
    make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  },
  PS256: {
    members: ['e', 'kty', 'n'],
    make: () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
  },
}

export const ALGORITHMS = Object.keys(KINDS)

/**
 * A new private key as a JWK, named by its thumbprint.
 *
 * @param {'Ed25519' | 'ES256' | 'PS256'} alg
 */
export function newKey(alg) {
  const { members, make } = KINDS[alg]
  const jwk = make().privateKey.export({ format: 'jwk' })
  const required = Object.fromEntries(members.map((name) => [name, jwk[name]]))
  const kid = createHash('sha256').update(JSON.stringify(required)).digest('base64url')
  return { ...jwk, kid, use: 'sig', alg }
}
