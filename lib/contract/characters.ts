/** Any length helps up to here; beyond it only the server's CPU is tested. In code points. */
export const MAX_PASSWORD_LENGTH = 256

export const PASSWORD_TOO_LONG = `A password can have at most ${MAX_PASSWORD_LENGTH} characters.`

/** Length as people count it: an emoji is one character, not two (NIST SP 800-63B-4 3.1.1.2). */
export function countCharacters(text: string): number {
  return [...text].length
}
