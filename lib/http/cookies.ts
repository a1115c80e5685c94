// Machine: a clone need not edit this file.
import type { Grant } from '../auth/sessions/session-tokens'
import { HINT_COOKIE, REFRESH_COOKIE } from '../brand'
import { isLoopbackHost, portOf } from '../config/app-url'
import type { Config } from '../config/config'
import { membersOf } from './header-values'
import { type AnswerHeaders, json } from './problem'

export type CookieSettings = Pick<Config, 'secure' | 'publicPort'>

/**
 * No token of ours is shorter. Every value as long as that is read: Node takes 16 KiB of headers, and
 * those hold fewer than a hundred, so that no session behind them is passed over.
 */
const SHORTEST_TOKEN = 200
/** Of shorter ones the header could hold thousands. They only tell that one is in the way. */
const MAX_VALUES = 32

/**
 * Over https `__Host-`: the browser itself refuses it without TLS, for a parent domain or for
 * another path. Over http, which is loopback only, the port: cookies ignore ports, and two apps on
 * one machine would sign each other's users out.
 */
export function cookieName({ secure, publicPort }: CookieSettings, name: string): string {
  return secure ? `__Host-${name}` : `${name}_${publicPort}`
}

export const refreshCookieName = (settings: CookieSettings) => cookieName(settings, REFRESH_COOKIE)

/**
 * The name of the hint, on the same terms. Scripts look for it by what the address bar shows, and a
 * container's port may be another outside: over http the Host header counts where APP_URL is not set.
 */
export function hintCookieName(
  { secure, publicPort, appUrl }: SessionCookieSettings,
  headers: Headers,
): string {
  if (secure) return `__Host-${HINT_COOKIE}`
  const origin = `http://${headers.get('host') ?? ''}`
  const port = appUrl === null && URL.canParse(origin) ? portOf(origin) : publicPort
  return `${HINT_COOKIE}_${port}`
}

/**
 * The `Set-Cookie` value that stores a refresh token. HttpOnly keeps it from scripts; Lax keeps it
 * off requests that other sites start, and still on links that lead here.
 *
 * @param maxAge in seconds; 0 deletes, with the same attributes, or the browser would ignore it; null
 *   lets it go when the browser closes.
 */
export function refreshCookie(
  settings: CookieSettings,
  value: string,
  maxAge: number | null,
  reach: Reach = {},
): string {
  return setCookie(settings, REFRESH_COOKIE, value, maxAge, reach)
}

/** The same for any cookie of ours. */
export function setCookie(
  settings: CookieSettings,
  name: string,
  value: string,
  maxAge: number | null,
  reach: Reach = {},
): string {
  const pair = `${cookieName(settings, name)}=${value}`
  return setPair(settings, pair, maxAge, { ...reach, httpOnly: true })
}

function setPair(
  settings: CookieSettings,
  pair: string,
  maxAge: number | null,
  { path = '/', domain, httpOnly }: Reach & { httpOnly: boolean },
): string {
  return [
    pair,
    `Path=${path}`,
    ...(domain ? [`Domain=${domain}`] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(settings.secure ? ['Secure'] : []),
    'SameSite=Lax',
    ...(maxAge === null ? [] : [`Max-Age=${maxAge}`]),
  ].join('; ')
}

/** What tells cookies of one name apart in a browser, as well as the host. */
type Reach = { path?: string; domain?: string }

/** What the cookies of a session depend on. */
export type SessionCookieSettings = CookieSettings & Pick<Config, 'appUrl'>

/**
 * The `Set-Cookie` values that a session begins and goes on with: the refresh token, and the hint that a
 * page may read. The two come and go together.
 */
export function sessionCookies(
  settings: SessionCookieSettings,
  { headers }: Pick<Request, 'headers'>,
  { value, maxAge }: { value: string; maxAge: number | null },
): string[] {
  const hint = `${hintCookieName(settings, headers)}=${value && 1}`
  return [
    refreshCookie(settings, value, maxAge),
    setPair(settings, hint, maxAge, { httpOnly: false }),
  ]
}

/** The `Set-Cookie` values that delete both. */
export function clearedSessionCookies(
  settings: SessionCookieSettings,
  request: Pick<Request, 'headers'>,
): string[] {
  return sessionCookies(settings, request, { value: '', maxAge: 0 })
}

/**
 * The values of every cookie of the name, in the order of the header: the shortest path last (RFC
 * 6265 section 5.4), and so our own, whose path is `/`. Another app on this host can have set the
 * rest, which nothing but the signature tells.
 *
 * Byte by byte, not with Next's `cookies()`: that one decodes values and keeps one of each name.
 */
export function readRefreshCookies(settings: CookieSettings, header: string | null): string[] {
  return cookieValues(refreshCookieName(settings), header).filter(
    (value, index, { length }) => value.length >= SHORTEST_TOKEN || index >= length - MAX_VALUES,
  )
}

/** The values of every cookie of a name that has one, in the order of the header. */
export function cookieValues(name: string, header: string | null): string[] {
  const prefix = `${name}=`
  return membersOf(header, ';')
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .filter((value) => value !== '')
}

/**
 * The `Set-Cookie` values that delete other cookies of the name. One that came with this request
 * has a path that its path begins with, and a domain that its host ends with; no other is tried.
 * Send them before our own: a browser may take one for it.
 *
 * Over https there are none: the browser has kept every such cookie out.
 */
export function clearedStrayCookies(
  settings: CookieSettings & Pick<Config, 'appUrl'>,
  { url, headers }: Pick<Request, 'url' | 'headers'>,
): string[] {
  if (settings.secure) return []
  const domains = domainsOf(settings.appUrl ?? `http://${headers.get('host')}`)
  const paths = pathsOf(new URL(url).pathname)
  const own = ({ path, domain }: Reach) => path === '/' && domain === undefined
  return [undefined, ...domains]
    .flatMap((domain) => paths.map((path) => ({ path, domain })))
    .filter((reach) => !own(reach))
    .map((reach) => refreshCookie(settings, '', 0, reach))
}

/** `/a/b`: `/`, `/a`, `/a/` and `/a/b` (RFC 6265 section 5.1.4). */
function pathsOf(pathname: string): string[] {
  const segments = pathname.split('/').slice(1)
  const paths = segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`)
  return [
    '/',
    ...paths.flatMap((path, index) => (index < paths.length - 1 ? [path, `${path}/`] : [path])),
  ]
}

/** `a.b.localhost`: itself and `b.localhost`. Browsers take no cookie for `localhost` as a domain. */
function domainsOf(origin: string): string[] {
  if (!URL.canParse(origin)) return []
  const { hostname } = new URL(origin)
  if (!hostname.endsWith('.localhost') || !isLoopbackHost(hostname)) return []
  const labels = hostname.split('.')
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
}

/**
 * Answers with an access token in the body and, where there is a new one, the refresh token in the
 * cookie, never the other way round.
 *
 * @param cleared `Set-Cookie` values that delete other cookies, which come before our own.
 */
export function granted(
  settings: SessionCookieSettings,
  request: Pick<Request, 'headers'>,
  { accessToken, expiresIn, user, refreshToken }: Grant,
  headers: AnswerHeaders = {},
  cleared: string[] = [],
): Response {
  const body = { accessToken, tokenType: 'Bearer', expiresIn, user }
  const stored = refreshToken ? sessionCookies(settings, request, refreshToken) : []
  return json(200, body, { ...headers, 'Set-Cookie': [...cleared, ...stored] })
}
