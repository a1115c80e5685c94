// Machine: a clone need not edit this file.
/** What becomes a line in the log of the refusals that HTTP shows. On Node and on the edge. */

import type { Device } from '../auth/request-context'
import { networkOf } from '../auth/sessions/ip-address'
import type { RefusedToken } from '../auth/tokens/access-token'
import type { Failure } from '../contract/errors'
import { logRefusal } from '../log/refusals'

/**
 * Notes a bearer token that cannot be ours. No token is how visitors come, and an expired one is
 * what every honest client sends one day: neither is an attack.
 */
export function noteBearer(
  result: { ok: true } | Failure<'no-session'> | RefusedToken,
  { ip }: Pick<Device, 'ip'>,
): void {
  if (result.ok || result.code === 'no-session' || ('expired' in result && result.expired)) return
  logRefusal('authn_token_forged', { ip: networkOf(ip) })
}

/** Notes a refresh cookie that cannot be ours; one that has expired is no attack. */
export function noteCookie(
  result: { ok: true } | Failure<'invalid-token' | 'session-expired'>,
  { ip }: Pick<Device, 'ip'>,
): void {
  if (result.ok || result.code === 'session-expired') return
  logRefusal('authn_cookie_forged', { ip: networkOf(ip) })
}
