// Machine: a clone need not edit this file.
import { isLoopbackHost } from '../config/app-url'
import type { Config } from '../config/config'

type Settings = Pick<Config, 'appUrl'>

/**
 * Did this state-changing request come from our own pages (ASVS v5.0.0-3.5.1)?
 *
 * A browser says where a request comes from in `Sec-Fetch-Site` and `Origin`; where present, both
 * must say "from here". Where neither is present the caller is no browser, holds no one else's
 * cookie, and is served. Old browsers that send neither are covered by SameSite=Lax and by the
 * preflight that a JSON body forces.
 */
export function isSameOrigin(headers: Headers, { appUrl }: Settings): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = headers.get('origin')
  if (origin === null) return true
  if (origin === 'null') return site === 'same-origin' && isOurHost(headers, appUrl)
  if (appUrl !== null) return origin === appUrl
  // No public origin is configured: this machine only. A host name that merely resolves to it
  // (DNS rebinding) is not this machine's own.
  if (!URL.canParse(origin)) return false
  const { protocol, host, hostname, origin: canonical } = new URL(origin)
  // As browsers spell it: the parser drops tabs and takes a path and a user's name.
  if (canonical !== origin) return false
  return protocol === 'http:' && host === headers.get('host') && isLoopbackHost(hostname)
}

/**
 * A page of ours under a no-referrer policy says `Origin: null` (Fetch, "append a request Origin
 * header"), and only the browser itself can write `Sec-Fetch-Site: same-origin` beside it: a sandboxed
 * frame is cross-site. That says that page and request share a host, not that it is ours: over TLS the
 * certificate proves it, over http the name must be this machine's own (DNS rebinding).
 */
function isOurHost(headers: Headers, appUrl: string | null): boolean {
  if (appUrl?.startsWith('https:')) return true
  const url = `http://${headers.get('host')}`
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname)
}

/**
 * The address that works, for a user who came by another: its name was in the address bar, and the
 * server can be reached by many.
 */
export function workingAddress(headers: Headers, { appUrl }: Settings): string {
  if (appUrl !== null) return appUrl
  const url = `http://${headers.get('host')}`
  const port = URL.canParse(url) ? new URL(url).port : ''
  return `http://localhost${port && `:${port}`}`
}
