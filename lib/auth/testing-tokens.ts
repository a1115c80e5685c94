/** For tests: both kinds of token as their server signs them, and the means to sign them wrongly. */
import { createHmac, hkdfSync } from 'node:crypto'
import { base64url, CompactSign, type JWTPayload, SignJWT } from 'jose'
import { verifyAccessToken } from './access-token'
import { verifyRefreshToken } from './refresh-token'
import { SECOND, SECRET, START, testConfig } from './testing'

const config = testConfig()
export const NOW = Math.floor(START / SECOND)
const hkdf = (label: string, length: number) =>
  Buffer.from(hkdfSync('sha256', SECRET, '', label, length))

const common = { iss: config.issuer, sid: 's-1', gen: 0, iat: NOW, exp: NOW + 60, jti: 'j-1' }

export type Kind = {
  name: string
  header: { typ: string; alg: string; kid: string }
  claims: JWTPayload
  /** The very key that the server signs with. */
  key: Buffer
  verify: (token: string) => Promise<{ ok: boolean }>
}
export const access: Kind = {
  name: 'access token',
  header: header('at+jwt', 'hallpass access token v1'),
  claims: { ...common, aud: config.audience, sub: 'u-1', client_id: 'hallpass-web' },
  key: hkdf('hallpass access token v1', 32),
  verify: (token) => verifyAccessToken(config, token, START),
}
export const refresh: Kind = {
  name: 'refresh token',
  header: header('rt+jwt', 'hallpass refresh token v1'),
  claims: { ...common, aud: `${config.issuer}/api/auth/refresh` },
  key: hkdf('hallpass refresh token v1', 32),
  verify: (token) => verifyRefreshToken(config, token, START),
}
export const kinds = [access, refresh]
export const other = (kind: Kind) => (kind === access ? refresh : access)

function header(typ: string, label: string) {
  return { typ, alg: 'HS256', kid: hkdf(`${label} kid`, 8).toString('hex') }
}

/** Signs with jose: all as it should be, but for what is given. */
export function sign(
  kind: Kind,
  more: { header?: object; claims?: object; key?: Parameters<SignJWT['sign']>[0] } = {},
): Promise<string> {
  return new SignJWT({ ...kind.claims, ...more.claims })
    .setProtectedHeader({ ...kind.header, ...more.header })
    .sign(more.key ?? kind.key)
}

/** Signs by hand what jose would not. */
export function handmade(kind: Kind, head: object, hash = 'sha256', key = kind.key): string {
  const encoded = base64url.encode(JSON.stringify({ ...kind.header, ...head }))
  const text = `${encoded}.${base64url.encode(JSON.stringify(kind.claims))}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

/** Signs any bytes as the payload, with the right key and header. */
export const signBytes = (kind: Kind, payload: Uint8Array) =>
  new CompactSign(payload).setProtectedHeader(kind.header).sign(kind.key)

/** The answer to all of it. */
export const refused = { ok: false, code: 'invalid-token' }
