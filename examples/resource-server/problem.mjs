import { SLUG } from './brand.mjs'

/** The codes of the app's own answers that are needed here: a client has one table for both. */
const PROBLEMS = {
  'no-session': { status: 401, title: 'No session', detail: 'No access token was sent.' },
  'invalid-token': { status: 401, title: 'Invalid token', detail: 'The token is not valid.' },
  'not-found': { status: 404, title: 'Not found', detail: 'There is nothing here.' },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong here. Try again later.',
  },
  busy: { status: 503, title: 'Busy', detail: 'Tokens cannot be verified now. Try again soon.' },
}

/**
 * A problem document (RFC 9457). A 401 has its challenge (RFC 6750 section 3): with an error only
 * where a token was sent.
 *
 * @param {keyof typeof PROBLEMS} code
 * @param {Record<string, string>} headers
 */
export function problem(code, headers = {}) {
  const { status, title, detail } = PROBLEMS[code]
  const body = { type: `urn:${SLUG}:problem:${code}`, title, status, detail, code }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(code === 'no-session' && { 'WWW-Authenticate': 'Bearer' }),
      ...(code === 'invalid-token' && { 'WWW-Authenticate': 'Bearer error="invalid_token"' }),
      ...headers,
    },
  })
}
