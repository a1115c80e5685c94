import { errors, jwtVerify } from 'jose'

/** Key pairs only. With HS256 in this list a public key could be taken for a secret. */
const ALGORITHMS = ['Ed25519', 'ES256', 'PS256']

/** Two machines, two clocks, in seconds. The app itself allows nothing: it is its own clock. */
const CLOCK_TOLERANCE = 5

/**
 * Finds the token in an `Authorization` header: nowhere else, and only one (RFC 6750 section 2.1).
 *
 * @param {string | undefined} header two headers arrive joined by a comma
 * @returns {string | null} null where no bearer token was sent; one that cannot be right as it is.
 */
export function readBearer(header) {
  const [, scheme, token] = /^ *([^ ]+) *(.*)$/.exec(header ?? '') ?? []
  return scheme?.toLowerCase() === 'bearer' ? (token ?? '') : null
}

/**
 * Verifies an access token of the app with its public keys alone: kind, signature, issuer, audience,
 * time and claims (RFC 9068 section 4). It does not know whether the session has been ended since.
 *
 * @param {string} token
 * @param {ReturnType<typeof import('./keys.mjs').remoteKeys>} keys
 * @param {Pick<import('./settings.mjs').Settings, 'issuer' | 'audience'>} settings
 * @returns {Promise<{ subject: string, session: string, expiresAt: string } | null>} null for any bad
 *   token: the reason would only help an attacker.
 * @throws KeysUnavailable
 */
export async function verifyAccessToken(token, keys, { issuer, audience }) {
  // Without keys no token can be judged, not even a bad one.
  await keys.ready()
  if (!isCompact(token)) return null
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      typ: 'at+jwt',
      algorithms: ALGORITHMS,
      issuer,
      audience,
      clockTolerance: CLOCK_TOLERANCE,
    })
    // Every claim of RFC 9068 section 2.2, and the session.
    const { sub, sid, client_id, jti, iat, exp, aud } = payload
    if (![sub, sid, client_id, jti].every(isName) || aud !== audience) return null
    if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return null
    return { subject: sub, session: sid, expiresAt: new Date(exp * 1000).toISOString() }
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

const isName = (value) => typeof value === 'string' && value !== ''

/** jose takes padding, blanks and changed spare bits as well: other spellings of the same token. */
function isCompact(token) {
  const parts = token.split('.')
  const isCanonical = (part) =>
    part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
  return parts.length === 3 && parts.every(isCanonical)
}
