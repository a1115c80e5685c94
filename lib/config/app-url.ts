/** Public addresses among the settings. No environment here. */

/** Reads the public origin: https, or http on a loopback host. */
export function parseOrigin(text: string): { value: string } | { message: string } {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    return { message: 'must be an origin, such as https://app.example.com.' }
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    return { message: `must be an origin and nothing more. Set it to ${url.origin}.` }
  }
  // Without TLS anyone on the way reads the password and the refresh token.
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return { message: 'must be https: plain http is for loopback hosts such as localhost only.' }
  }
  return { value: url.origin }
}

/**
 * Can a text be the `iss` of tokens? Other services compare it letter by letter (RFC 7519 section
 * 4.1.1), and some look for the keys below it: a web address without query and fragment (RFC 8414
 * section 2).
 */
export function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s\\?#]+$/.test(text) || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}

/** Can a service be asked at this address? Over plain http anyone on the way could answer, but on this machine. */
export function isServiceAddress(text: string): boolean {
  if (!isWebAddress(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || isLoopbackHost(hostname)
}

/** The port of an origin, also where it goes without saying. */
export function portOf(origin: string): number {
  const { port, protocol } = new URL(origin)
  return Number(port) || (protocol === 'https:' ? 443 : 80)
}

/** Is the app served to this machine alone? Where no origin is set, it is. */
export const isLocal = (appUrl: string | null): boolean =>
  appUrl === null || isLoopbackHost(new URL(appUrl).hostname)

/** Is this host name this very machine (RFC 6761 section 6.3, RFC 5735)? */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}
