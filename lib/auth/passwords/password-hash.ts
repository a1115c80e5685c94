// Machine: a clone need not edit this file.
/**
 * Password storage: bcrypt over base64(HMAC-SHA-384(pepper, password)).
 *
 * bcrypt reads 72 bytes and stops at a NUL, so a long password would be cut without an error; 48 bytes of
 * MAC in base64 are 64 characters and always fit. The MAC, unlike a bare hash, cannot be found in
 * another site's leaked list of SHA digests ("shucking"; OWASP Password Storage).
 *
 * Stored as `<scheme><bcrypt string>`: `h1$2b$12$…` without a pepper, `h1.<pepper name>$2b$12$…` with
 * one, and a plain `$2…$` brought from another system. Other schemes, peppers and costs verify and
 * are re-hashed at the next sign-in.
 */
import { createHash, createHmac } from 'node:crypto'
import type { Config } from '../../config/config'
import type { Failure } from '../../contract/errors'
import { logRefusal } from '../../log/refusals'
import { PASSWORD_MAC_KEY, PASSWORD_SCHEME, PEPPER_NAME_PREFIX } from '../labels'
import type { HashLane } from './hash-lanes'
import { runHashTask } from './hash-pool'

type Settings = Pick<
  Config,
  'bcryptCost' | 'bcryptThreads' | 'pepper' | 'previousPepper' | 'webConcurrency'
>

/** Costs from 4 on are what bcrypt knows; beyond 16 one check would hold a thread for many seconds. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/

/** What the stored string says: who made it and how. */
export type StoredPassword = {
  scheme: 'bcrypt' | typeof PASSWORD_SCHEME
  /** Which pepper was mixed in; null for none. */
  pepperId: string | null
  cost: number
  bcrypt: string
}

/** @returns null for a string that no scheme here has made. */
export function parseStoredPassword(stored: string): StoredPassword | null {
  const start = stored.indexOf('$')
  const bcrypt = stored.slice(start)
  const cost = BCRYPT.exec(bcrypt)?.[1]
  const [scheme, pepperId = null, ...more] = stored.slice(0, Math.max(start, 0)).split('.')
  const known = scheme === PASSWORD_SCHEME || (scheme === '' && pepperId === null)
  if (start < 0 || cost === undefined || !known || more.length > 0) return null
  if (pepperId !== null && !/^[0-9a-f]{8}$/.test(pepperId)) return null
  return {
    scheme: scheme === '' ? 'bcrypt' : PASSWORD_SCHEME,
    pepperId,
    cost: Number(cost),
    bcrypt,
  }
}

/** Names a pepper without showing it, so that a changed pepper is not taken for a wrong password. */
export function pepperName(pepper: string): string {
  return createHash('sha256').update(`${PEPPER_NAME_PREFIX}${pepper}`).digest('hex').slice(0, 8)
}

/**
 * The pepper that a stored password was made with, of those that are set: null for none, undefined
 * for one that is not known here.
 */
function pepperOf(stored: StoredPassword, settings: Settings): string | null | undefined {
  if (stored.pepperId === null) return null
  return [settings.pepper, settings.previousPepper].find(
    (pepper) => pepper !== null && pepperName(pepper) === stored.pepperId,
  )
}

/** NFC is the only change a password undergoes: two keyboards, one é (NIST SP 800-63B-4). */
function prehash(password: string, pepper: string | null): string {
  return createHmac('sha384', pepper ?? PASSWORD_MAC_KEY)
    .update(password.normalize('NFC'))
    .digest('base64')
}

/**
 * Is a stored password made otherwise than it would be today? Another cost counts in both directions:
 * one that is higher than all others makes every refused sign-in as slow.
 */
export function needsRehash(stored: string, settings: Settings): boolean {
  const parsed = parseStoredPassword(stored)
  return (
    parsed?.scheme !== PASSWORD_SCHEME ||
    parsed.pepperId !== (settings.pepper && pepperName(settings.pepper)) ||
    parsed.cost !== settings.bcryptCost
  )
}

/**
 * Hashes a new password off the event loop.
 *
 * @param lane in which it waits for its turn.
 * @returns the string to store, or `busy`.
 */
export async function hashPassword(
  password: string,
  settings: Settings,
  lane: HashLane,
): Promise<{ ok: true; value: string } | Failure<'busy'>> {
  const task = { data: prehash(password, settings.pepper), cost: settings.bcryptCost }
  const hashed = await runHashTask<string>({ name: 'hash', task }, settings, lane)
  if (!hashed.ok) return hashed
  const name = settings.pepper === null ? '' : `.${pepperName(settings.pepper)}`
  return { ok: true, value: PASSWORD_SCHEME + name + hashed.value }
}

/**
 * Checks a password off the event loop. Every refusal costs the same rounds of bcrypt, whatever the
 * stored one costs, and also with none (unknown address): the time it takes must not show which
 * addresses have accounts (ASVS v5.0.0-6.3.8).
 *
 * @param refusalCost what a refusal costs, as the power of two that bcrypt counts in: the highest
 *   cost of any stored password (`refusalCostOf`). Nothing is hidden from a caller with a session, so
 *   it can be left out.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  settings: Settings,
  lane: HashLane,
  refusalCost = settings.bcryptCost,
): Promise<{ ok: true; value: boolean } | Failure<'busy'>> {
  const parsed = stored === undefined ? null : parseStoredPassword(stored)
  const pepper = parsed && pepperOf(parsed, settings)
  // A pepper that is not set here cannot be applied: no password can match that hash.
  const usable = pepper === undefined ? null : parsed
  if (stored !== undefined && !usable) {
    logRefusal('stored_password_unusable', { because: parsed ? 'pepper' : 'form' })
  }
  const task = {
    data: usable?.scheme === 'bcrypt' ? password : prehash(password, pepper ?? null),
    encoded: usable?.bcrypt ?? decoy(refusalCost),
    onRefusal: usable ? costsBetween(usable.cost, refusalCost) : [],
  }
  const compared = await runHashTask<boolean>({ name: 'compare', task }, settings, lane)
  return compared.ok ? { ok: true, value: compared.value && usable !== null } : compared
}

/** Costs that make up the difference: 2^10 + 2^10 + 2^11 rounds are 2^12. */
function costsBetween(cost: number, target: number): number[] {
  return Array.from({ length: Math.max(0, target - cost) }, (_, index) => cost + index)
}

/** A well-formed bcrypt string that no password is known to match. */
function decoy(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`
}
