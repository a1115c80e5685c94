import { dictionary } from '@zxcvbn-ts/language-common'
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
  if (countCharacters(password) < context.minLength) {
    return `Use at least ${context.minLength} characters. A few words together work well.`
  }
  const plain = password.normalize('NFC').toLowerCase()
  if (commonPasswords().has(plain)) {
    return 'This is one of the first passwords that attackers try. Choose another one.'
  }
  const bare = strip(password)
  const [localPart = '', domain = ''] = context.email.split('@')
  const own = [context.email, localPart, domain, domain.split('.')[0] ?? '']
  if (own.some((word) => isSame(plain, bare, word))) {
    return 'This is too close to your email address. Choose something that others do not know.'
  }
  if (CONTEXT_WORDS.some((word) => isSame(plain, bare, word))) {
    return 'This is too close to the name of this app. Choose another one.'
  }
  return null
}

/** The whole password is compared, never a part: a long one may well contain a name. */
function isSame(plain: string, bare: string, word: string): boolean {
  const lower = word.toLowerCase()
  if (lower === '') return false
  if (plain === lower) return true
  // Below three letters everything is close to everything.
  const bareWord = strip(lower)
  return bareWord.length >= 3 && (bare === bareWord || bare === bareWord + bareWord)
}

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** `H4llp4ss-2026!` and `hallpass` are one idea: drop what is put around it, undo look-alikes. */
function strip(text: string): string {
  return text
    .toLowerCase()
    .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
    .replace(/[013457@$!]/g, (character) => LOOKALIKES[character] ?? character)
    .replace(/[^\p{L}]/gu, '')
}
