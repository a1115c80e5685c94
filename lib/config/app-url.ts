/** The part of the settings that is the public origin. No environment here. */

/**
 * Reads the public origin.
 *
 * @returns the origin, null where none is set, or what is wrong with it.
 */
export function parseAppUrl(
  value: string | undefined,
): { ok: true; origin: string | null } | { ok: false; message: string } {
  if (value === undefined) return { ok: true, origin: null }
  const url = URL.canParse(value) ? new URL(value) : null
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    return { ok: false, message: 'must be an origin, such as https://app.example.com.' }
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    return { ok: false, message: `must be an origin and nothing more. Set it to ${url.origin}.` }
  }
  // Without TLS anyone on the way reads the password and the refresh token.
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return {
      ok: false,
      message: 'must be https: plain http is for loopback hosts such as localhost only.',
    }
  }
  return { ok: true, origin: url.origin }
}

/** The port of an origin, also where it goes without saying. */
export function portOf(origin: string): number {
  const { port, protocol } = new URL(origin)
  return Number(port) || (protocol === 'https:' ? 443 : 80)
}

/** Is this host name this very machine (RFC 6761 section 6.3, RFC 5735)? */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}
