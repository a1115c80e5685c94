/** The refresh cookie as the product names and clears it: the one place where tests know of it. */
import { REFRESH_COOKIE } from '../../lib/brand'
import { clearedRefreshCookie, refreshCookieName } from '../../lib/http/cookies'

/** What the address bar shows decides the name; a test may give the app, whose `url` is that. */
type Site = string | { url: string }

const settingsOf = (site: Site) => {
  const { protocol, port } = new URL(typeof site === 'string' ? site : site.url)
  const secure = protocol === 'https:'
  return { secure, publicPort: Number(port) || (secure ? 443 : 80) }
}

export const cookieName = (site: Site): string => refreshCookieName(settingsOf(site))

/** Is it a name of the refresh cookie, on whatever port? */
export const isCookieName = (name: string): boolean =>
  new RegExp(`^(__Host-${REFRESH_COOKIE}|${REFRESH_COOKIE}_\\d+)$`).test(name)

/** The refresh token that a `Set-Cookie` stores. @public For the proof. */
export function storedToken(setCookie: string): string | undefined {
  const [, name = '', token] = /^([\w-]+)=([^;]+);/.exec(setCookie) ?? []
  return isCookieName(name) ? token : undefined
}

/** A pair of the `Cookie` header. */
export const cookiePair = (site: Site, token: string): string => `${cookieName(site)}=${token}`

/** The `Set-Cookie` that deletes it. */
export const clearedCookie = (site: Site): string => clearedRefreshCookie(settingsOf(site))

/** The `Set-Cookie` that stores a refresh token for as long as a session may be idle. */
export const storedCookie = (site: Site): RegExp =>
  new RegExp(
    `^${cookieName(site)}=[\\w-]+\\.[\\w-]+\\.[\\w-]+; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800$`,
  )
