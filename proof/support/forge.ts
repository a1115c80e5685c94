/**
 * Tokens that an attacker makes who has the secret or a private key. Written against the documented
 * format with Node's crypto alone, so that a mistake in the app's code is not repeated here.
 */
import { createHmac, hkdfSync, sign } from 'node:crypto'
import type { Members } from '../../e2e/support/tokens'
import type { Pair } from '../../lib/auth/tokens/testing-keys'

/** The key of a purpose, derived from AUTH_SECRET as the app does. */
export function keyOf(secret: string, kind: 'access token' | 'refresh token'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `hallpass ${kind} v1`, 32))
}

/** Signs whatever it is given. @param hash the digest of the HMAC; null leaves the signature empty. */
export function forge(
  key: Uint8Array,
  header: Members,
  payload: Members,
  hash: 'sha256' | 'sha384' | 'sha512' | null = 'sha256',
): string {
  const input = `${encode(header)}.${encode(payload)}`
  const signature = hash ? createHmac(hash, key).update(input).digest('base64url') : ''
  return `${input}.${signature}`
}

/** Signs whatever it is given with a private key. @public */
export function forgeWith(
  { alg, privateKey: key }: Pick<Pair, 'alg' | 'privateKey'>,
  header: Members,
  payload: Members,
): string {
  const input = `${encode(header)}.${encode(payload)}`
  const signature =
    alg === 'Ed25519'
      ? sign(null, Buffer.from(input), key)
      : sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** The `jti` of a refresh token: HMAC(salt, generation). The salt is in the database only. */
export function generationProof(salt: string, generation: number): string {
  const key = Buffer.from(salt, 'base64url')
  return createHmac('sha256', key).update(String(generation)).digest('base64url')
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString('base64url')
}
