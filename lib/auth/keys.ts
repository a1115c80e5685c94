/**
 * Keys. One secret, one derived key a purpose (HKDF, RFC 5869), so that a token of one kind can
 * never verify as another and one leaked key does not give the next. Web Crypto only: the same
 * file runs in Node and on the edge.
 */

/** An HMAC key with the name that its tokens carry in `kid`. */
export type SigningKey = { kid: string; key: CryptoKey }

export type Keys = { accessToken: SigningKey; refreshToken: SigningKey }

const encoder = new TextEncoder()

let cached: { secret: string; keys: Promise<Keys> } | undefined

/**
 * Derives the keys from AUTH_SECRET, once a process.
 *
 * @param secret base64url text, checked by `secretWeakness` at start.
 */
export function deriveKeys(secret: string): Promise<Keys> {
  if (cached?.secret !== secret) cached = { secret, keys: derive(secret) }
  return cached.keys
}

async function derive(secret: string): Promise<Keys> {
  const master = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveKey',
    'deriveBits',
  ])
  const [accessToken, refreshToken] = await Promise.all([
    signingKey(master, 'hallpass access token v1'),
    signingKey(master, 'hallpass refresh token v1'),
  ])
  return { accessToken, refreshToken }
}

async function signingKey(master: CryptoKey, label: string): Promise<SigningKey> {
  const key = await crypto.subtle.deriveKey(
    hkdf(label),
    master,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  )
  // The name is derived under a label of its own: it says which key, and nothing about the key.
  const name = await crypto.subtle.deriveBits(hkdf(`${label} kid`), master, 64)
  return {
    key,
    kid: Array.from(new Uint8Array(name), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  }
}

function hkdf(label: string) {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: encoder.encode(label) }
}
