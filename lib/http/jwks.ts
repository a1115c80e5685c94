// Machine: a clone need not edit this file.
import { createHash } from 'node:crypto'
import type { Config } from '../config/config'
import { publicJwk } from '../config/signing-keys'
import { membersOf } from './header-values'

/**
 * How long a service may go on without asking again, in seconds: a new key has to be published this
 * long before it signs (docs/keys.md).
 */
const JWKS_MAX_AGE = 600

/**
 * Answers with the public halves of the signing keys (RFC 7517 section 5); none under HS256, whose
 * key is a secret. The same for every client: any cache may keep it, and any page may read it.
 *
 * @param ifNoneMatch of the request (RFC 9110 section 13.1.2).
 */
export function jwksAnswer(
  { signingKeys }: Pick<Config, 'signingKeys'>,
  ifNoneMatch: string | null,
): Response {
  const body = JSON.stringify({ keys: signingKeys.map(publicJwk) })
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const headers = {
    'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
    ETag: etag,
    'Access-Control-Allow-Origin': '*',
  }
  return matches(ifNoneMatch, etag)
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers: { ...headers, 'Content-Type': 'application/jwk-set+json' } })
}

function matches(ifNoneMatch: string | null, etag: string): boolean {
  const tags = membersOf(ifNoneMatch).map((tag) => tag.replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
