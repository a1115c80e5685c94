/** What is told and logged of a request that came from another origin. On Node alone. */
import { type Failure, failure } from '../auth/errors'
import { networkOf } from '../auth/network'
import type { Config } from '../config'
import { log } from '../log/log'
import { logRefusal } from '../log/refusals'
import { deviceOf } from './device'
import { workingAddress } from './origin'

/** A stranger may send as many origins as there are; the first ones say what is wrong. */
const MAX_ORIGINS = 50
const MAX_LENGTH = 200

const told = new Set<string>()

/**
 * Refuses a request from another origin. The user learns which address works; the operator learns
 * of each origin once, with the setting that decides, and of every attack by its kind.
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
  if (origin !== null && (site === null || site === 'same-origin')) tellOnce(origin, expected)
  return failure('cross-origin', {
    detail: `The request came from another origin. This app is used at ${expected}: open it there.`,
  })
}

function tellOnce(origin: string, expected: string): void {
  if (told.has(origin) || told.size >= MAX_ORIGINS) return
  told.add(origin)
  log.warn({
    event: 'origin_refused',
    origin,
    expected,
    setting: 'APP_URL',
    text: `A page at ${origin} may not sign in here. Where that is the address that people use, set APP_URL to it; otherwise they have to open ${expected}.`,
  })
}
