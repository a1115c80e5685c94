/** Email addresses: which are taken, and the one form in which they are compared and stored. */
import { domainToASCII } from 'node:url'

/** Longest address that SMTP can carry (RFC 5321 section 4.5.3.1.3, with errata 1690). */
export const MAX_EMAIL_LENGTH = 254
/** RFC 5321 section 4.5.3.1.1. */
const MAX_LOCAL_PART = 64

/** What the HTML standard lets an `<input type="email">` take, in its two parts. */
const LOCAL_PART = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+$/
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** What a paste out of a list or a sentence takes along at the end. */
const LAST_SIGNS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '.': 'full stop' }

/** Zero-width and bidirectional characters, soft hyphens and marks that come along with a paste. */
const PASTED = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g
/** Part of a word in some scripts, and so of some domains; a paste brings them as well. */
const JOINERS = /[\u200c\u200d]/g

/**
 * One spelling a person: no one means two accounts by two ways to write one address. Case does not
 * count, and a domain counts in ASCII (UTS 46): `münchen.de` is `xn--mnchen-3ya.de`.
 */
export function normalizeEmail(text: string): string {
  const typed = text.replace(PASTED, '').trim()
  const at = typed.lastIndexOf('@')
  const domain = asciiDomain(typed.slice(at + 1))
  if (at < 0) return domain
  const localPart = typed.slice(0, at).replace(JOINERS, '')
  // Beyond ASCII lower case merges characters (the Kelvin sign is a k): that is left to be refused.
  return `${isAscii(localPart) ? localPart.toLowerCase() : localPart}@${domain}`
}

function asciiDomain(typed: string): string {
  const bare = typed.replace(JOINERS, '')
  // ASCII stays as it is, also where UTS 46 would refuse it: an account may have it already.
  return isAscii(bare) ? bare.toLowerCase() : domainToASCII(typed) || typed
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character <= '\x7f')
}

/**
 * What keeps an address from being taken.
 *
 * @param email as `normalizeEmail` gives it.
 * @returns a sentence for the person that does not repeat the address; null when it is taken.
 */
export function emailProblem(email: string): string | null {
  if (email === '') return 'Enter your email address.'
  if (email.startsWith('mailto:')) return 'Remove “mailto:” from the start of the address.'
  if (email.length > MAX_EMAIL_LENGTH) return 'This email address is too long.'
  const [localPart = '', domain = '', ...more] = email.split('@')
  if (more.length > 0) return 'An email address has one @ only.'
  if (localPart === '' || domain === '') {
    return 'Enter a full email address, like name@example.com.'
  }
  const sign = LAST_SIGNS[domain.slice(-1)]
  if (sign) return `Remove the ${sign} at the end of the address.`
  if (localPart.length > MAX_LOCAL_PART) {
    return `An email address has at most ${MAX_LOCAL_PART} characters before the @.`
  }
  if (!LOCAL_PART.test(localPart)) {
    return 'Before the @ there can be letters from a to z, digits and most signs, but no blanks, commas, quotes or brackets.'
  }
  if (!domain.split('.').every((label) => LABEL.test(label))) {
    return 'What comes after the @ is not a domain, like example.com.'
  }
  return null
}
