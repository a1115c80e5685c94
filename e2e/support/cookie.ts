/** The cookies of a session as the product names and clears them: the one place where tests know of them. */
import { expect } from 'playwright/test'
import { REFRESH_COOKIE } from '../../lib/brand'
import { clearedSessionCookies, hintCookieName, refreshCookieName } from '../../lib/http/cookies'

/** What the address bar shows decides the name; a test may give the app, whose `url` is that. */
type Site = string | { url: string }

const settingsOf = (site: Site) => {
  const { protocol, port } = new URL(typeof site === 'string' ? site : site.url)
  const secure = protocol === 'https:'
  return { secure, publicPort: Number(port) || (secure ? 443 : 80), appUrl: 'named above' }
}

export const cookieName = (site: Site): string => refreshCookieName(settingsOf(site))

/** The name of the hint: a page looks for it by its own address. */
export const hintName = (site: Site): string => hintCookieName(settingsOf(site), new Headers())

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

const noHeaders = { headers: new Headers() }

/** Each `Set-Cookie` of an answer that ends a session in the browser. */
export const clearedCookies = (site: Site): string[] =>
  clearedSessionCookies(settingsOf(site), noHeaders)

/** The `Set-Cookie` that deletes the hint. @public For the proof. */
export const clearedHint = (site: Site): string => clearedCookies(site)[1] ?? ''

/** Each `Set-Cookie` that stores a refresh token and its hint for as long as a session may be idle. */
export const storedCookies = (site: Site): unknown[] => [
  expect.stringMatching(
    `^${cookieName(site)}=[\\w-]+\\.[\\w-]+\\.[\\w-]+; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800$`,
  ),
  `${hintName(site)}=1; Path=/; SameSite=Lax; Max-Age=604800`,
]
