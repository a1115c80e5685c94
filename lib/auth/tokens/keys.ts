// Machine: a clone need not edit this file.
/**
 * Keys. From AUTH_SECRET one derived key a purpose (HKDF, RFC 5869), so that a token of one kind can
 * never verify as another and one leaked key does not give the next; from AUTH_SIGNING_KEYS the
 * pairs that sign access tokens for other services to verify. Web Crypto only: the same file runs
 * in Node and on the edge.
 */
import { importJWK } from 'jose'
import type { Config } from '../../config/config'
import { type Algorithm, importableJwk, publicJwk } from '../../config/signing-keys'
import { ACCESS_TOKEN_KEY, KEY_NAME_SUFFIX, KNOWN_BROWSER_KEY, REFRESH_TOKEN_KEY } from '../labels'

/** A key with the one algorithm it is for and the name that its tokens carry in `kid`. */
export type NamedKey = { kid: string; alg: Algorithm; key: CryptoKey }

/** The keys of one kind of token. */
export type KeyRing = {
  /** Signs. */
  signing: NamedKey
  /** Verify, by `kid`; the signing one is among them. */
  verifying: ReadonlyMap<string, NamedKey>
}

export type Keys = {
  accessToken: KeyRing
  refreshToken: KeyRing
  knownBrowser: KeyRing
  /** The refresh token keys of each secret, that of AUTH_SECRET first. */
  refreshTokenSigners: NamedKey[]
}

export type KeySettings = Pick<Config, 'secret' | 'previousSecret' | 'signingKeys'>

const encoder = new TextEncoder()

const cached = new WeakMap<KeySettings, Promise<Keys>>()

/** The keys of these settings, made once for each settings object: once a process. */
export function keysOf(settings: KeySettings): Promise<Keys> {
  let keys = cached.get(settings)
  if (!keys) {
    keys = makeKeys(settings)
    cached.set(settings, keys)
  }
  return keys
}

async function makeKeys({ secret, previousSecret, signingKeys }: KeySettings): Promise<Keys> {
  const secrets = [secret, ...(previousSecret === null ? [] : [previousSecret])]
  const derived = await Promise.all(secrets.map(deriveKeys))
  const refreshTokenSigners = derived.map(({ refreshToken }) => refreshToken)
  const [first] = signingKeys
  // With a pair the derived access token keys are in no ring: no mix of symmetric and asymmetric.
  const accessToken = first
    ? ring(
        { kid: String(first.kid), alg: first.alg, key: await imported(importableJwk(first)) },
        await Promise.all(
          signingKeys.map(async (jwk) => ({
            kid: String(jwk.kid),
            alg: jwk.alg,
            key: await imported(publicJwk(jwk)),
          })),
        ),
      )
    : symmetricRing(derived.map((keys) => keys.accessToken))
  return {
    accessToken,
    refreshToken: symmetricRing(refreshTokenSigners),
    knownBrowser: symmetricRing(derived.map(({ knownBrowser }) => knownBrowser)),
    refreshTokenSigners,
  }
}

/** Where one key does both; the first signs. */
function symmetricRing(keys: NamedKey[]): KeyRing {
  const [signing] = keys
  if (!signing) throw new Error('There is no key')
  return ring(signing, keys)
}

function ring(signing: NamedKey, verifying: NamedKey[]): KeyRing {
  return { signing, verifying: new Map(verifying.map((key) => [key.kid, key])) }
}

/** Not extractable: it signs, and cannot be read. */
async function imported(jwk: Record<string, string>): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk, ext: false }, jwk.alg)
  if (key instanceof Uint8Array) throw new Error('A signing key is not asymmetric')
  return key
}

/** Derives the keys of one secret, which `secretWeakness` has checked at start. */
async function deriveKeys(secret: string) {
  const master = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveKey',
    'deriveBits',
  ])
  const [accessToken, refreshToken, knownBrowser] = await Promise.all([
    derivedKey(master, ACCESS_TOKEN_KEY),
    derivedKey(master, REFRESH_TOKEN_KEY),
    derivedKey(master, KNOWN_BROWSER_KEY),
  ])
  return { accessToken, refreshToken, knownBrowser }
}

async function derivedKey(master: CryptoKey, label: string): Promise<NamedKey> {
  const key = await crypto.subtle.deriveKey(
    hkdf(label),
    master,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  )
  // The name has another label: it shows nothing of the key. A thumbprint would be a hash of the key
  // itself (RFC 7638 section 7 warns of that).
  const name = await crypto.subtle.deriveBits(hkdf(label + KEY_NAME_SUFFIX), master, 64)
  return {
    key,
    alg: 'HS256',
    kid: Array.from(new Uint8Array(name), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  }
}

function hkdf(label: string) {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: encoder.encode(label) }
}
