import { dictionary } from '@zxcvbn-ts/language-common'
import { type Failure, failure } from './errors'
import { countCharacters } from './input'

/** Words of this app that nobody may have as a password; a clone puts its own name here. */
export const CONTEXT_WORDS = ['hallpass', 'hall pass']

let common: Set<string> | undefined

/** About 49,000 passwords that attackers try first, in lower case; loaded at first use. */
function commonPasswords(): Set<string> {
  common ??= new Set(dictionary['passwords-common'] as string[])
  return common
}

/**
 * Judges a new password (NIST SP 800-63B-4 section 3.1.1.2, ASVS v5.0.0-6.2.1 to 6.2.11): long
 * enough, not among the common ones, not the app's name and not the person's own address. No
 * composition rules: they make passwords worse.
 *
 * @param context.minLength in code points.
 * @returns what is wrong and what helps, as a sentence for the person; null when it may be used.
 */
export function passwordWeakness(
  password: string,
  context: { email: string; minLength: number },
): string | null {
  const typed = password.normalize('NFC')
  if (countCharacters(typed) < context.minLength) {
    return `Use at least ${context.minLength} characters. A few words together work well.`
  }
  const plain = typed.toLowerCase()
  if (commonPasswords().has(plain)) {
    return 'This is one of the first passwords that attackers try. Choose another one.'
  }
  const [localPart = '', domain = ''] = context.email.split('@')
  const own = [context.email, localPart, domain, domain.split('.')[0] ?? '']
  if (own.some((word) => isVariation(plain, word))) {
    return 'This is too close to your email address. Choose something that others do not know.'
  }
  if (CONTEXT_WORDS.some((word) => isVariation(plain, word))) {
    return 'This is too close to the name of this app. Choose another one.'
  }
  return null
}

/** The answer to a password that may not be used. @param path the input's member that it came in. */
export function weakPassword(weakness: string, path: string): Failure<'weak-password'> {
  return failure('weak-password', { detail: weakness, errors: [{ path, message: weakness }] })
}

/** What people write for a letter, each way counted as the letter. */
const LOOKALIKES: Record<string, string> = {
  a: 'a4@',
  b: 'b8',
  e: 'e3',
  g: 'g9',
  i: 'il1!|',
  l: 'il1!|',
  o: 'o0',
  s: 's5$',
  t: 't7+',
}

/**
 * Is a password one word with look-alikes in it, with something that is no letter around it, or
 * twice: `H4llp4ss-2026!`? The whole password is compared, never a part: a long one may well
 * contain a name.
 */
function isVariation(password: string, word: string): boolean {
  if (word !== '' && password === word) return true
  const whole = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const bare = whole.replace(/^\p{N}+|\p{N}+$/gu, '')
  return [whole, bare].some((core) => isSpelling(password, core))
}

/** @param core letters and digits in lower case. */
function isSpelling(password: string, core: string): boolean {
  const letters = [...core]
  // Below three characters everything is close to everything; without a letter, any number is.
  if (letters.length < 3 || !/\p{L}/u.test(core)) return false
  // One separator at most, and none that is a look-alike: the pattern stays linear (no ReDoS).
  const spelt = letters.map((letter) => `[${LOOKALIKES[letter] ?? letter}]`).join('[\\s._-]?')
  return new RegExp(`^[^\\p{L}]*(?:${spelt}[\\s._-]?){1,2}[^\\p{L}]*$`, 'u').test(password)
}
