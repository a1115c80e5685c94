// Machine: a clone need not edit this file.
/** May a user have this password? The rules, with the whole list of common ones, and the service of leaked ones. */
import { domainToUnicode } from 'node:url'
import type { Config } from '../../config/config'
import { type Failure, failure } from '../../contract/errors'
import { isLeaked } from './breach-check'
import { isCommonPassword } from './common-passwords'
import { type Known, weaknessOf } from './password-policy'

const KNOWN: Known = { isCommon: isCommonPassword, toUnicode: domainToUnicode }

const LEAKED =
  'This is in a list of passwords that have leaked from other sites, which attackers try. Choose another one.'

/** As `weaknessOf`, with all that the server knows. */
export const passwordWeakness = (password: string, context: { email: string; minLength: number }) =>
  weaknessOf(password, context, KNOWN)

/**
 * Judges a new password. The service is asked last, since it takes time.
 *
 * @param path the input's member that it came in.
 * @returns null where it may be used.
 */
export async function refuseNewPassword(
  password: string,
  path: string,
  { email, config }: { email: string; config: Config },
): Promise<Failure<'weak-password'> | null> {
  const weakness = passwordWeakness(password, { email, minLength: config.passwordMinLength })
  if (weakness !== null) return weakPassword(weakness, path)
  return (await isLeaked(password, config)) ? weakPassword(LEAKED, path) : null
}

/** The answer to a password that may not be used. @param path the input's member that it came in. */
export function weakPassword(weakness: string, path: string): Failure<'weak-password'> {
  return failure('weak-password', { detail: weakness, errors: [{ path, message: weakness }] })
}
