/** What the text of a setting may be, whichever setting it is. No environment here. */

type Environment = Record<string, string | undefined>
type Problem = { name: string; message: string }

/** Their readers take line breaks: a certificate in PEM, and JSON. */
const OF_SEVERAL_LINES = ['DATABASE_CA', 'AUTH_SIGNING_KEYS']

/**
 * Line breaks, NUL, and characters without a form. The URL parser drops some of them in silence, so
 * that what is read is not what is set.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/**
 * Finds the settings that hold a character that no one can see.
 *
 * @param found what is known to be wrong: one line a setting is enough.
 */
export function invisibleCharacters(
  names: string[],
  present: Environment,
  found: Problem[],
): Problem[] {
  return names
    .filter((name) => INVISIBLE.test(textOf(name, present[name])))
    .filter((name) => !found.some((problem) => problem.name === name))
    .map((name) => ({
      name,
      message: 'contains a line break or another invisible character. Type it anew, without it.',
    }))
}

const textOf = (name: string, value = '') =>
  OF_SEVERAL_LINES.includes(name) ? value.replace(/[\r\n\t]/g, '') : value

/**
 * Can a text be the `iss` of tokens? Other services compare it letter by letter (RFC 7519 section
 * 4.1.1), and some look for the keys below it: a web address without query and fragment (RFC 8414
 * section 2).
 */
export function isIssuer(text: string): boolean {
  if (!/^https?:\/\/[^\s\\?#]+$/.test(text) || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}
