// Machine: a clone need not edit this file.
import type { RequestContext } from '../auth/request-context'
import { verifyRefreshToken } from '../auth/tokens/refresh-token'
import { clearedStrayCookies } from './cookies'

/**
 * The `Set-Cookie` values that delete cookies of our name on other paths, where some have come.
 *
 * @param tokens as `readRefreshCookies` gives them.
 */
export async function clearStrays(
  { config, now }: Pick<RequestContext, 'config' | 'now'>,
  request: Pick<Request, 'url' | 'headers'>,
  tokens: string[],
): Promise<string[]> {
  const [first, second] = tokens
  if (first === undefined) return []
  if (second === undefined) {
    const verified = await verifyRefreshToken(config, first, now)
    if (verified.ok || verified.code === 'session-expired') return []
  }
  return clearedStrayCookies(config, request)
}
