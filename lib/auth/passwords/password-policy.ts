import { NAME, SLUG } from '../../brand'
import { countCharacters } from '../../contract/characters'
import { asRead, LOOKALIKES, wordsBehind } from './password-forms'
import { type Pattern, patternOf, withoutRepetition } from './password-patterns'

/** Words of this app that no user may have as a password. */
const CONTEXT_WORDS = [NAME, SLUG].map(asRead)

/** Examples of good passwords that everyone has read, without blanks. */
const FAMOUS_PHRASES = ['correcthorsebatterystaple']

/** Backwards, a shorter name is part of too many words. */
const MIN_BACKWARDS = 6

/** Beside a name that everyone knows, this many letters and digits have to be left. */
const MIN_BESIDE_A_NAME = 8

const PATTERNS: Record<Pattern, string> = {
  repeat: 'This repeats itself, so it is quickly guessed.',
  sequence: 'This is mostly a sequence, like 1234 or abcd.',
  keyboard: 'This is mostly a row of neighbouring keys.',
}

/** What the rules ask of the place where they run: the server, and the guidance on a page. */
export type Known = {
  /** Is a text, in lower case, among the common passwords, or among the most used of them? */
  isCommon(text: string, among: 'all' | 'most used'): boolean
  /** A domain as people read it. */
  toUnicode(domain: string): string
}

/**
 * Judges a new password (NIST SP 800-63B-4 section 3.1.1.2, ASVS v5.0.0-6.2.1 to 6.2.11): long
 * enough, not among the common ones or a variation of one, not a pattern, not the app's name and not the user's own
 * address. No composition rules: they make passwords worse.
 *
 * @param context.minLength in code points.
 * @returns what is wrong, as a sentence for the user, of one line on a page that says what helps; null when it may be used.
 */
export function weaknessOf(
  password: string,
  context: { email: string; minLength: number },
  { isCommon, toUnicode }: Known,
): string | null {
  const typed = password.normalize('NFC')
  if (countCharacters(typed) < context.minLength) {
    return `Use at least ${context.minLength} characters. A few words together work well.`
  }
  const read = asRead(typed)
  // Blanks, and characters without a form.
  if (read.replace(/[\s\p{C}\p{Z}]/gu, '') === '') {
    return 'This is nothing but blanks.'
  }
  // What is said twice is no longer for that: `passwordpassword` is as common as its half.
  const once = withoutRepetition(read)
  // An @ is the letter a to some, and a sign between two parts to most.
  const spelt = [once, once.replaceAll('@', '.')]
  if (
    wordsOf(context.email, toUnicode).some((word) => spelt.some((form) => isTooClose(form, word)))
  ) {
    return 'This is too close to your email address.'
  }
  if (CONTEXT_WORDS.some((word) => isTooClose(once, word))) {
    return 'This is too close to the name of this app.'
  }
  const forms = [...new Set([typed.toLowerCase(), read, once])]
  if (forms.some((form) => isCommon(form, 'all') || isFamousPhrase(form))) {
    return 'One of the first passwords that attackers try.'
  }
  const repeats = once !== read && countCharacters(once) < context.minLength
  const pattern = repeats ? 'repeat' : patternOf(once)
  if (pattern) return PATTERNS[pattern]
  if ([...wordsBehind(once)].some((word) => isCommon(word, 'most used'))) {
    return 'A common password with a few digits or signs.'
  }
  return null
}

const isFamousPhrase = (password: string) =>
  FAMOUS_PHRASES.includes(password.replace(/\P{L}/gu, ''))

/** The address, its parts, and the names in them. */
function wordsOf(email: string, toUnicode: Known['toUnicode']): string[] {
  const [localPart = '', domain = ''] = email.toLowerCase().split('@')
  const names = toUnicode(domain).split('.').slice(0, -1)
  return [email.toLowerCase(), localPart, ...localPart.split(/[._+-]/), domain, ...names]
}

/**
 * Is a password little more than a word that others know, with look-alikes in it, and something
 * around it: `S4ndgl4ss-2026!`, `mysandglass1`? A long one may well contain a name.
 */
function isTooClose(password: string, word: string): boolean {
  if (word !== '' && password === word) return true
  const whole = word.replace(/[^\p{L}\p{N}]/gu, '')
  const bare = whole.replace(/^\p{N}+|\p{N}+$/gu, '')
  const backwards = bare.length < MIN_BACKWARDS ? '' : [...bare].reverse().join('')
  return [whole, bare, backwards].some((core) => isLittleBeside(password, core))
}

/** @param core letters and digits in lower case. */
function isLittleBeside(password: string, core: string): boolean {
  const letters = [...core]
  // Below three characters everything is close to everything; without a letter, any number is.
  if (letters.length < 3 || !/\p{L}/u.test(core)) return false
  // One separator at most, and none that is a look-alike: the pattern stays linear (no ReDoS).
  const spelt = letters.map((letter) => `[${LOOKALIKES[letter] ?? letter}]`).join('[\\s._-]?')
  const rest = password.replace(new RegExp(spelt, 'gu'), '')
  if (rest === password) return false
  // A name of three letters is in many words: it counts with digits and signs around it only.
  if (!/\p{L}/u.test(rest)) return true
  return letters.length > 3 && rest.replace(/[^\p{L}\p{N}]/gu, '').length < MIN_BESIDE_A_NAME
}
