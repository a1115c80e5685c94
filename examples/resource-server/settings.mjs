import { SLUG } from './brand.mjs'

/** In seconds: ten minutes is what the app says of its key set (`Cache-Control: max-age=600`). */
const DEFAULT_CACHE = 600
const DEFAULT_COOLDOWN = 30
const DEFAULT_STALE = 3600

/**
 * @typedef {object} Settings Durations are in milliseconds.
 * @property {string} appUrl origin of the app
 * @property {string} issuer
 * @property {string} audience
 * @property {number} cache how long the key set counts as fresh
 * @property {number} cooldown the least time between two loads for the sake of an unknown key
 * @property {number} stale how long known keys are used while the app cannot be reached
 * @property {string[]} allowedOrigins pages that may call this service from a browser
 * @property {string} host
 * @property {number} port
 */

/**
 * Reads the settings. Nothing falls back quietly: a wrong value is a problem, an empty one is unset.
 *
 * @param {Record<string, string | undefined>} environment
 * @returns {{ settings: Settings, problems: string[] }} problems are one line each; with any, the
 *   settings are of no use.
 */
export function readSettings(environment) {
  /** @type {string[]} */
  const problems = []
  const given = (name) => environment[name] || undefined
  const whole = (name, fallback, min, max) => {
    const value = given(name) ?? String(fallback)
    if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) {
      return Number(value)
    }
    problems.push(`${name} must be a whole number from ${min} to ${max}.`)
    return fallback
  }
  const seconds = (name, fallback, min) => 1000 * whole(name, fallback, min, 86_400)

  const appUrl = given('APP_URL') ?? 'http://localhost:3000'
  if (!isSafeOrigin(appUrl)) {
    problems.push(
      'APP_URL must be the origin of the app, such as https://app.example.com; http is for loopback only.',
    )
  }
  const allowedOrigins = (given('ALLOWED_ORIGINS') ?? '').split(' ').filter(Boolean)
  if (!allowedOrigins.every(isSafeOrigin)) {
    problems.push(
      'ALLOWED_ORIGINS must be origins with blanks between them, such as https://app.example.com; http is for loopback only.',
    )
  }
  const cache = seconds('JWKS_CACHE', DEFAULT_CACHE, 1)
  const stale = seconds('JWKS_STALE', DEFAULT_STALE, 1)
  if (stale < cache) problems.push('JWKS_STALE must be at least JWKS_CACHE.')

  const settings = {
    appUrl,
    issuer: given('AUTH_ISSUER') ?? appUrl,
    audience: given('AUTH_AUDIENCE') ?? SLUG,
    cache,
    cooldown: seconds('JWKS_COOLDOWN', DEFAULT_COOLDOWN, 0),
    stale,
    allowedOrigins,
    host: given('HOST') ?? '127.0.0.1',
    port: whole('PORT', 4000, 1, 65_535),
  }
  return { settings, problems }
}

/** An origin and nothing more. Without TLS an attacker on the way could hand us their own keys. */
function isSafeOrigin(text) {
  if (!URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return text === origin && (protocol === 'https:' || (protocol === 'http:' && isLoopback))
}
