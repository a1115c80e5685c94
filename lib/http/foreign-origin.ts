// Machine: a clone need not edit this file.
/** What is answered and logged of a request from another origin. On Node alone. */

import { networkOf } from '../auth/sessions/ip-address'
import type { Config } from '../config/config'
import { type Failure, failure } from '../contract/errors'
import { logRefusal } from '../log/refusals'
import { warnSampled } from '../log/warn-sampled'
import { deviceOf } from './header-values'

/**
 * Refuses a request from another origin. The answer names the address that works; the log has the
 * origin with the setting that decides, and each attack by its kind.
 */
export function refuseOrigin(
  headers: Headers,
  settings: Pick<Config, 'appUrl' | 'trustedProxies'>,
): Failure<'cross-origin'> {
  const expected = workingAddress(headers, settings)
  const origin = webOrigin(headers.get('origin'))
  logRefusal('malicious_cors', { ip: networkOf(deviceOf(headers, settings).ip) })
  const site = headers.get('sec-fetch-site')
  // Another site's page is no question of a setting.
  if (origin !== null && (site === null || site === 'same-origin')) {
    const text = `A page at ${origin} may not sign in here. Where that is the address that people use, set APP_URL to it; otherwise they have to open ${expected}.`
    warnSampled({ event: 'origin_refused', origin, expected, setting: 'APP_URL', text })
  }
  return failure('cross-origin', {
    detail: `The request came from another origin. This app is used at ${expected}: open it there.`,
  })
}

/** An attacker can send any text in its place: of that nothing is logged. @returns null for what is no origin */
function webOrigin(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const { origin } = new URL(text)
  return origin === text ? origin : null
}

/**
 * The address that works, for a user who came by another: its name was in the address bar, and the
 * server can be reached by many.
 */
export function workingAddress(headers: Headers, { appUrl }: Pick<Config, 'appUrl'>): string {
  if (appUrl !== null) return appUrl
  const url = `http://${headers.get('host')}`
  const port = URL.canParse(url) ? new URL(url).port : ''
  return `http://localhost${port && `:${port}`}`
}
