/**
 * Labels and formats that living data depends on. **Never change one**, not by a letter, and not with the
 * app's name: the tests of the code would stay green, and every stored password, every session or
 * every token in use would be dead. `labels.test.ts` holds each against a value made earlier.
 *
 * Where a format has to change, a new one is added beside the old one, which goes on being read.
 */

/** HKDF labels (`info`), one a purpose. Another label is another key. */
export const ACCESS_TOKEN_KEY = 'hallpass access token v1'
export const REFRESH_TOKEN_KEY = 'hallpass refresh token v1'
/** Behind a key's label: derives the name of that key. */
export const KEY_NAME_SUFFIX = ' kid'

/** `typ` of each kind of token; the audience of a refresh token is the issuer and this path. */
export const ACCESS_TOKEN_TYP = 'at+jwt'
export const REFRESH_TOKEN_TYP = 'rt+jwt'
export const REFRESH_TOKEN_AUDIENCE_PATH = '/api/auth/refresh'
/** The one client there is: this app's own pages (RFC 9068 section 2.2 requires the claim). */
export const CLIENT_ID = 'hallpass-web'

/** The scheme that a stored password begins with. */
export const PASSWORD_SCHEME = 'h1'
/** Keys the MAC of passwords where no pepper is set: it separates ours from other systems' digests. */
export const PASSWORD_MAC_KEY = 'hallpass password v1'
/** In front of a pepper: derives its name, which is part of a stored password. */
export const PEPPER_NAME_PREFIX = 'hallpass pepper id '

/** The cookie that carries the refresh token, and what goes in front of its name under https. */
export const REFRESH_COOKIE = 'refresh_token'
export const SECURE_COOKIE_PREFIX = '__Host-'
