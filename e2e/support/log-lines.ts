/** What no line of a log may hold, looked for in the log of every app that a test has started. */

/** As they look: tokens, stored passwords, cookies, mail addresses, and IP addresses that are no network. */
const SECRETS: Record<string, RegExp> = {
  'a token': /eyJ[\w-]{5,}/,
  'a stored password': /\$2[abxy]\$/,
  'a cookie': /refresh_token\w*=/,
  'a password of a test': /long walk|guess of mine/,
  'an email address': /[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}/i,
  // Node names the address of a database that it cannot reach.
  'a whole IPv4 address': /(?<![\d.:/]|address: ')\d{1,3}(\.\d{1,3}){3}(?![\d.:]|\/24)/,
  'a whole IPv6 address': /\b(?:[\da-f]{1,4}:){7}[\da-f]{1,4}\b/i,
}

/**
 * Asserts that a log has no secret.
 *
 * @param output its lines; those of Next's own start are text, and name the address that is served.
 * @param known values that the log must not have, such as AUTH_SECRET.
 * @throws Error with the line
 */
export function expectNoSecrets(output: string[], known: string[]): void {
  for (const line of output.filter((text) => text.startsWith('{'))) {
    for (const [what, pattern] of Object.entries(SECRETS)) {
      if (pattern.test(line)) throw new Error(`The log has ${what}: ${line}`)
    }
    if (known.some((value) => line.includes(value))) throw new Error(`The log has a key: ${line}`)
  }
}
