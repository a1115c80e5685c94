/**
 * Password storage: bcrypt over base64(HMAC-SHA-384(pepper, password)).
 *
 * bcrypt reads 72 bytes and stops at a NUL, so a long password would be cut in silence; 48 bytes of
 * MAC in base64 are 64 characters and always fit. The MAC, unlike a bare hash, cannot be found in
 * somebody else's leaked list of SHA digests ("shucking"; OWASP Password Storage).
 *
 * Stored as `<scheme><bcrypt string>`: `h1$2b$12$…` without a pepper, `h1.<pepper id>$2b$12$…` with
 * one, and a plain `$2…$` brought from another system. Older schemes and costs verify and are
 * re-hashed at the next sign-in.
 */
import { createHash, createHmac } from 'node:crypto'
import type { Config } from '../config'
import type { Failure } from './errors'
import type { HashLane } from './hash-lanes'
import { runHashTask } from './hash-pool'

type Settings = Pick<Config, 'bcryptCost' | 'bcryptThreads' | 'pepper' | 'webConcurrency'>

/** Costs from 4 to 31 are all that bcrypt knows. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/
/** Keys the MAC where no pepper is set: it separates ours from other systems' digests. */
const NO_PEPPER = 'hallpass password v1'

/** What the stored string says: who made it and how. */
export type StoredPassword = {
  scheme: 'bcrypt' | 'h1'
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
  const scheme = /^(?:h1(?:\.([0-9a-f]{8}))?)?$/.exec(stored.slice(0, start))
  if (start < 0 || cost === undefined || !scheme) return null
  return {
    scheme: start === 0 ? 'bcrypt' : 'h1',
    pepperId: scheme[1] ?? null,
    cost: Number(cost),
    bcrypt,
  }
}

/** Names a pepper without telling it, so that a changed one is noticed and not just "wrong". */
function pepperId(pepper: string | null): string | null {
  return (
    pepper && createHash('sha256').update(`hallpass pepper id ${pepper}`).digest('hex').slice(0, 8)
  )
}

/** NFC is the only change a password undergoes: two keyboards, one é (NIST SP 800-63B-4). */
function prehash(password: string, pepper: string | null): string {
  return createHmac('sha384', pepper ?? NO_PEPPER)
    .update(password.normalize('NFC'))
    .digest('base64')
}

/** Is a stored password made otherwise than it would be today? */
export function needsRehash(stored: string, settings: Settings): boolean {
  const parsed = parseStoredPassword(stored)
  return (
    parsed?.scheme !== 'h1' ||
    parsed.pepperId !== pepperId(settings.pepper) ||
    parsed.cost < settings.bcryptCost
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
  const id = pepperId(settings.pepper)
  return { ok: true, value: `h1${id ? `.${id}` : ''}${hashed.value}` }
}

/**
 * Checks a password off the event loop. With no stored one (unknown address) it does the same work
 * and says no: the time it takes must not tell which addresses have accounts (ASVS v5.0.0-6.3.8).
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  settings: Settings,
  lane: HashLane,
): Promise<{ ok: true; value: boolean } | Failure<'busy'>> {
  const parsed = stored === undefined ? null : parseStoredPassword(stored)
  // A pepper that is no longer the set one cannot be applied: nobody can match that hash.
  const pepperFits = !parsed?.pepperId || parsed.pepperId === pepperId(settings.pepper)
  const usable = parsed && pepperFits ? parsed : null
  const data =
    usable?.scheme === 'bcrypt'
      ? password
      : prehash(password, usable?.pepperId === null ? null : settings.pepper)
  const encoded = usable?.bcrypt ?? decoy(settings.bcryptCost)
  const compared = await runHashTask<boolean>(
    { name: 'compare', task: { data, encoded } },
    settings,
    lane,
  )
  return compared.ok ? { ok: true, value: compared.value && usable !== null } : compared
}

/** A well-formed bcrypt string of today's cost that no password is known to match. */
function decoy(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`
}
