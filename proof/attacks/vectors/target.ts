/**
 * For tests: what a forger starts from. Written with Node's crypto alone, and not with the library
 * that the app verifies with, so that a mistake of the one is not the other's as well.
 */
import { constants, createHmac, hkdfSync, type KeyObject, sign } from 'node:crypto'
import type { Pair } from '../../../lib/auth/tokens/testing-keys'

export type Members = Record<string, unknown>

/** A genuine token, the keys that made it, and tokens of other kinds. */
export type Target = {
  kind: 'access' | 'refresh'
  alg: 'HS256' | Pair['alg']
  token: string
  header: Members
  claims: Members
  /** AUTH_SECRET. */
  secret: string
  /** Of AUTH_SIGNING_KEYS, where the token is signed with one. */
  pair: Pair | null
  /** Genuine tokens of this app that are no token of this kind, by name. */
  others: Record<string, string>
  /** Where a server that follows `jku` or `x5u` would be seen. */
  listener: string
}

/** The key of a purpose, as the app derives it from AUTH_SECRET. */
export function derivedKey(secret: string, kind: Target['kind']): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `hallpass ${kind} token v1`, 32))
}

/** The name of that key. */
export function derivedKid(secret: string, kind: Target['kind']): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `hallpass ${kind} token v1 kid`, 8)).toString(
    'hex',
  )
}

/** @param token genuine, of the kind. */
export function targetOf(
  given: Pick<Target, 'kind' | 'token' | 'secret' | 'pair'> & Partial<Target>,
): Target {
  const [head = '', payload = ''] = given.token.split('.')
  const pair = given.kind === 'access' ? given.pair : null
  return {
    listener: 'http://127.0.0.1:9',
    others: {},
    ...given,
    pair,
    alg: pair?.alg ?? 'HS256',
    header: JSON.parse(Buffer.from(head, 'base64url').toString()),
    claims: JSON.parse(Buffer.from(payload, 'base64url').toString()),
  }
}

export const encode = (value: string | Uint8Array) => Buffer.from(value).toString('base64url')
export const encodeJson = (value: unknown) => encode(JSON.stringify(value))

/** The signature of any input with the server's own key. */
export function serverSignature({ kind, secret, pair }: Target, input: string): Buffer {
  return pair ? signature(pair.alg, pair.privateKey, input) : hmac(derivedKey(secret, kind), input)
}

export function hmac(key: string | Uint8Array, input: string, hash = 'sha256'): Buffer {
  return createHmac(hash, key).update(input).digest()
}

export type AsymmetricName = Pair['alg'] | 'EdDSA' | 'RS256' | 'ES256 in DER' | 'PS256, no salt'

/** The signature of an input by a private key, in any of the ways that its type allows. */
export function signature(name: AsymmetricName, key: KeyObject, input: string): Buffer {
  const data = Buffer.from(input)
  switch (name) {
    case 'Ed25519':
    case 'EdDSA':
      return sign(null, data, key)
    case 'ES256':
      return low(sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }))
    case 'ES256 in DER':
      return sign('sha256', data, { key, dsaEncoding: 'der' })
    case 'PS256':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
    case 'PS256, no salt':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 })
    case 'RS256':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PADDING })
  }
}

const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** The other signature that an ECDSA signature gives away: (r, n - s). */
export function twin(bytes: Buffer): Buffer {
  const s = (ORDER - numberOf(bytes.subarray(32))).toString(16).padStart(64, '0')
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')])
}

const low = (bytes: Buffer) => (numberOf(bytes.subarray(32)) > ORDER / 2n ? twin(bytes) : bytes)

/** Changes of a token that is then signed with the server's own key. */
export type Changes = {
  header?: Members
  claims?: Members
  /** The text of a part, where no JSON of an object will do. */
  headerText?: string | Uint8Array
  claimsText?: string | Uint8Array
}

/** What is signed: `header.payload`. A member that is undefined is left out. */
export function inputOf(target: Target, { header, claims, headerText, claimsText }: Changes = {}) {
  const head = headerText ?? JSON.stringify({ ...target.header, ...header })
  const payload = claimsText ?? JSON.stringify({ ...target.claims, ...claims })
  return `${encode(head)}.${encode(payload)}`
}

/** A token that is all as it should be but for the changes. */
export function resigned(target: Target, changes: Changes): string {
  const input = inputOf(target, changes)
  return `${input}.${encode(serverSignature(target, input))}`
}

/** A token with a signature of one's own. */
export function withSignature(
  target: Target,
  changes: Changes,
  make: (input: string) => string | Uint8Array,
): string {
  const input = inputOf(target, changes)
  const made = make(input)
  return `${input}.${typeof made === 'string' ? made : encode(made)}`
}
