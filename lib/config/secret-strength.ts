const BASE64URL = /^[A-Za-z0-9_-]+$/
const HEX = /^[0-9a-f]+$|^[0-9A-F]+$/
const MIN_BYTES = 32
const MIN_DISTINCT = 12
/** Long enough that a random secret holds one less than once in a million. */
const GIVEAWAYS =
  /secret|password|changeme|change-me|replace-me|example|default|your-\d|abcdefgh|01234567|12345678|qwerty/i

/**
 * Says what makes a signing secret guessable, or null where nothing is found.
 *
 * An HS256 token carries a MAC that can be attacked offline: an attacker who guesses the secret signs
 * anything as anyone. So a short, repeated or human-made one is refused (RFC 8725 section 3.5,
 * RFC 7518 section 3.2, ASVS v5.0.0-11.2.3).
 *
 * @param secret base64url text.
 * @returns the rest of a sentence that begins with the variable's name.
 */
export function secretWeakness(secret: string): string | null {
  if (!BASE64URL.test(secret)) return 'is not base64url (letters, digits, "-" and "_")'
  const bytes = Math.floor(secret.length * (HEX.test(secret) ? 1 / 2 : 3 / 4))
  if (bytes < MIN_BYTES) return `is too short: ${bytes} bytes of the ${MIN_BYTES} needed`
  if (new Set(secret).size < MIN_DISTINCT || isRepeated(secret)) return 'repeats itself'
  if (GIVEAWAYS.test(secret)) return 'looks like a placeholder'
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(secret)).length
  if (kinds < 2) return 'looks made by hand'
  return null
}

/** A text that is its own shift by less than half its length is one piece said again. */
function isRepeated(text: string): boolean {
  return (text + text).indexOf(text, 1) <= text.length / 2
}
