// Machine: a clone need not edit this file.
const DEFAULT = '/account'

/**
 * Where a protected page sends those who are not signed in. `stay` keeps the form from sending them
 * straight back: a cookie that lies on the path of one of the two pages alone would otherwise make
 * a loop of it.
 *
 * @param path where to return to after signing in.
 */
export function signInPath(path: string): string {
  return `/sign-in?next=${encodeURIComponent(path)}&stay`
}

/** The same of a query string. A `next` that comes twice is ambiguous, and counts as none. */
export function nextPathIn(search: string): string {
  const all = new URLSearchParams(search).getAll('next')
  return safeNextPath(all.length === 1 ? all[0] : all)
}

/**
 * Where to go after signing in: a path of this origin, whatever `?next=` says. Phishing uses a link that
 * leads through a trusted sign-in page to a false one (open
 * redirect, ASVS v5.0.0-3.7.2).
 *
 * The one test that browsers and we agree on: resolve it as a browser would and look at the origin.
 * `//evil`, `/\evil`, a tab in the scheme and `javascript:` all show themselves there.
 */
export function safeNextPath(value: string | string[] | undefined): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return DEFAULT
  const base = 'http://app.invalid'
  if (!URL.canParse(value, base)) return DEFAULT
  const url = new URL(value, base)
  const path = url.pathname + url.search + url.hash
  // Resolving can itself leave a path that starts with two slashes: `/.//evil`.
  return url.origin === base && !path.startsWith('//') ? path : DEFAULT
}
