/**
 * Never change a label in this file, not even when you rename the app: stored passwords, sessions and
 * tokens depend on each letter. The name of the app is in `lib/brand.ts`; `npm run rename` leaves this
 * file alone, and `labels.test.ts` holds each label against a value that was made earlier.
 *
 * Where a format has to change, a new one is added beside the old one, which stays readable.
 */

/** HKDF labels (`info`), one for each purpose. Another label is another key. */
export const ACCESS_TOKEN_KEY = 'hallpass access token v1'
export const REFRESH_TOKEN_KEY = 'hallpass refresh token v1'
export const KNOWN_BROWSER_KEY = 'hallpass known browser v1'
export const MAIL_TOKEN_KEY = 'hallpass mail token v1'
/** Behind a key's label: derives the name of that key. */
export const KEY_NAME_SUFFIX = ' kid'

/** `typ` of each kind of token; the audience of those that only this app reads is the issuer and a path. */
export const ACCESS_TOKEN_TYP = 'at+jwt'
export const REFRESH_TOKEN_TYP = 'rt+jwt'
export const REFRESH_TOKEN_AUDIENCE_PATH = '/api/auth/refresh'
export const KNOWN_BROWSER_TYP = 'kb+jwt'
export const KNOWN_BROWSER_AUDIENCE_PATH = '/api/auth/login'

/** The scheme that a stored password begins with. */
export const PASSWORD_SCHEME = 'h1'
/** Keys the MAC of passwords where no pepper is set: it separates ours from other systems' digests. */
export const PASSWORD_MAC_KEY = 'hallpass password v1'
/** In front of a pepper: derives its name, which is part of a stored password. */
export const PEPPER_NAME_PREFIX = 'hallpass pepper id '
