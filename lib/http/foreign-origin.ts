/** What is answered and logged of a request from another origin. On Node alone. */

import { networkOf } from '../auth/sessions/ip-address'
import type { Config } from '../config/config'
import { type Failure, failure } from '../contract/errors'
import { log } from '../log/log'
import { logRefusal } from '../log/refusals'
import { sample, type Window } from '../log/sampling'
import { deviceOf } from './header-values'
import { workingAddress } from './origin'

const MAX_LENGTH = 200
/** An origin is logged again after this time, in milliseconds: the first line may be gone. */
const HOUR = 3_600_000

/**
 * So many origins are logged in a minute: a stranger may make up as many as there are. A number for
 * good would be used up, and the operator would never read the true one.
 */
const LINES = 20

/** When each origin was logged. */
const logged = new Map<string, number>()
let minute: Window | undefined

/**
 * Refuses a request from another origin. The user learns which address works; the operator learns
 * of each origin once an hour, with the setting that decides, and of every attack by its kind.
 */
export function refuseOrigin(
  headers: Headers,
  settings: Pick<Config, 'appUrl' | 'trustedProxies'>,
): Failure<'cross-origin'> {
  const expected = workingAddress(headers, settings)
  const origin = headers.get('origin')?.slice(0, MAX_LENGTH) ?? null
  logRefusal('malicious_cors', { ip: networkOf(deviceOf(headers, settings).ip) })
  const site = headers.get('sec-fetch-site')
  // Another site's page is no question of a setting.
  if (origin !== null && (site === null || site === 'same-origin'))
    tell(origin, expected, Date.now())
  return failure('cross-origin', {
    detail: `The request came from another origin. This app is used at ${expected}: open it there.`,
  })
}

function tell(origin: string, expected: string, now: number): void {
  for (const [each, at] of logged) if (now - at >= HOUR) logged.delete(each)
  if (logged.has(origin)) return
  const { window, written } = sample(minute, now, LINES)
  minute = window
  // It is logged at a later request.
  if (!written) return
  logged.set(origin, now)
  log.warn({
    event: 'origin_refused',
    origin,
    expected,
    setting: 'APP_URL',
    text: `A page at ${origin} may not sign in here. Where that is the address that people use, set APP_URL to it; otherwise they have to open ${expected}.`,
  })
}
