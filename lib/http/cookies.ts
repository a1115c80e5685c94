import type { Config } from '../config'

type Settings = Pick<Config, 'secure'>

/** `__Host-`: the browser itself refuses it without TLS, for a parent domain or for another path. */
export function refreshCookieName({ secure }: Settings): string {
  return secure ? '__Host-refresh_token' : 'refresh_token'
}

/**
 * The `Set-Cookie` value that stores a refresh token. HttpOnly keeps it from scripts; Lax keeps it
 * off requests that other sites start, and still on links that lead here.
 *
 * @param maxAge in seconds; 0 deletes, with the same attributes, or the browser would ignore it.
 */
export function refreshCookie(settings: Settings, value: string, maxAge: number): string {
  return [
    `${refreshCookieName(settings)}=${value}`,
    'Path=/',
    'HttpOnly',
    ...(settings.secure ? ['Secure'] : []),
    'SameSite=Lax',
    `Max-Age=${maxAge}`,
  ].join('; ')
}

/** The `Set-Cookie` value that deletes the refresh token. */
export function clearedRefreshCookie(settings: Settings): string {
  return refreshCookie(settings, '', 0)
}

export type RefreshCookie =
  | { kind: 'none' }
  | { kind: 'token'; token: string }
  /** Two of one name: one was planted, and nothing says which (RFC 6265bis). */
  | { kind: 'duplicate' }

/** Finds the refresh token in a `Cookie` header. */
export function readRefreshCookie(settings: Settings, header: string | null): RefreshCookie {
  const prefix = `${refreshCookieName(settings)}=`
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
  if (found.length > 1) return { kind: 'duplicate' }
  return found[0] ? { kind: 'token', token: found[0] } : { kind: 'none' }
}
