import type { Config } from '../config'
import { clearedRefreshCookie } from './cookies'
import { noContent } from './problem'

/** Answers a sign-out: the browser forgets the cookie, and every page it keeps a copy of. */
export function signedOut(settings: Pick<Config, 'secure'>): Response {
  return noContent({
    'Set-Cookie': clearedRefreshCookie(settings),
    'Clear-Site-Data': '"cache", "storage"',
  })
}
