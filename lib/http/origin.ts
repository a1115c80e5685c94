import { type Config, isLoopbackHost } from '../config'

/**
 * Did this state-changing request come from our own pages (ASVS v5.0.0-3.5.1)?
 *
 * A browser says where a request comes from in `Sec-Fetch-Site` and `Origin`; where present, both
 * must say "from here". Where neither is present the caller is no browser, holds no one else's
 * cookie, and is served. Old browsers that send neither are covered by SameSite=Lax and by the
 * preflight that a JSON body forces.
 */
export function isSameOrigin(headers: Headers, { appUrl }: Pick<Config, 'appUrl'>): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = headers.get('origin')
  if (origin === null) return true
  if (appUrl !== null) return origin === appUrl
  // No public origin is configured: this machine only. A host name that merely resolves to it
  // (DNS rebinding) is not this machine's own.
  if (!URL.canParse(origin)) return false
  const { protocol, host, hostname, origin: canonical } = new URL(origin)
  // As browsers spell it: the parser drops tabs and takes a path and a user's name.
  if (canonical !== origin) return false
  return protocol === 'http:' && host === headers.get('host') && isLoopbackHost(hostname)
}
