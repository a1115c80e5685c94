/**
 * One-time tokens: what a link proves, once. At random, stored as a hash, bound to a user and a
 * purpose (ASVS v5.0.0-2.3.4, 6.4.1, 6.4.3).
 *
 * The statement that does what it is for uses it up (`db/users.ts`), never an earlier one: a request
 * that breaks off costs no link.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type PresentedToken, putOneTimeToken, storedHashes } from '../../../db/one-time-tokens'
import type { OneTimePurpose, UserRow } from '../../../db/schema'
import { type Failure, failure } from '../../contract/errors'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { logRefusal } from '../../log/refusals'
import type { RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'
import { mailToken } from './mail-token'

/** In bytes: 256 random bits. */
const LENGTH = 32

/** What is stored and looked up of a token that someone presents. */
export function presented(token: string, purpose: OneTimePurpose): PresentedToken {
  return { tokenHash: hashOf(token), purpose }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')

/**
 * The token of a mail by which its link is stored: while AUTH_SECRET is changed, that may be one of the previous secret.
 *
 * @returns undefined where none is stored, or a secret made it that this process does not know.
 */
export async function storedMailToken(
  { db, config }: Pick<RequestContext, 'db' | 'config'>,
  mailId: string,
): Promise<string | undefined> {
  const tokens = [config.secret, config.previousSecret].flatMap((secret) =>
    secret === null ? [] : mailToken({ secret }, mailId),
  )
  const stored = await storedHashes(db, tokens.map(hashOf))
  return tokens.find((token) => stored.includes(hashOf(token)))
}

/**
 * Makes a token; the one that its user had for this purpose ends.
 *
 * @returns the token, base64url, and when it ends, in milliseconds.
 */
export async function issueOneTimeToken(
  { db, now }: Pick<RequestContext, 'db' | 'now'>,
  { id: userId, credentialVersion }: Pick<UserRow, 'id' | 'credentialVersion'>,
  purpose: OneTimePurpose,
): Promise<{ token: string; expiresAt: number }> {
  const token = randomBytes(LENGTH).toString('base64url')
  const row = tokenRow(token, purpose, { userId, credentialVersion, now })
  await putOneTimeToken(db, row)
  return { token, expiresAt: row.expiresAt }
}

/** The answer to a token that does not count, whatever the cause. @param detail what ends links of its kind. */
export function refuseLink(
  { device }: Pick<RequestContext, 'device'>,
  detail: string,
): Failure<'invalid-token'> {
  logRefusal('authn_link_refused', { ip: networkOf(device.ip) })
  return failure('invalid-token', { detail })
}

/** The row of a token that counts from now on, in milliseconds. */
export function tokenRow(
  token: string,
  purpose: OneTimePurpose,
  { now, ...of }: { userId: string; credentialVersion: number; email?: string; now: number },
) {
  return { ...presented(token, purpose), ...of, expiresAt: now + LINK_LIFETIMES[purpose].ms }
}
