// Machine: a clone need not edit this file.
import { type Failure, failure } from '../contract/errors'
import { stripOws } from './header-values'

/**
 * Finds the access token in an `Authorization` header (RFC 6750 section 2.1): in no other place,
 * and only one. The scheme's case does not matter (RFC 9110 section 11.1).
 */
export function readBearer(
  header: string | null,
): { ok: true; token: string } | Failure<'no-session' | 'invalid-token'> {
  if (header === null || header === '') return failure('no-session')
  // Two headers arrive joined by a comma: two credentials, and two parsers may take different ones.
  if (header.includes(',')) return failure('invalid-token')
  const [, scheme, token] = /^([^ ]+) +([^ ]+)$/.exec(stripOws(header)) ?? []
  if (scheme?.toLowerCase() !== 'bearer') {
    return failure(/^bearer\b/i.test(header) ? 'invalid-token' : 'no-session')
  }
  return token ? { ok: true, token } : failure('invalid-token')
}
